import { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { Revision } from '#kernel/event';
import { codesOf, name, text } from '#kernel/text';
import { RESETS } from './account-codes.js';

export const Username = text(60).regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u);
/** By NIST SP 800-63B only the length of a password is checked. The maximum bounds the cost of hashing. */
export const Password = z.string().min(12).max(200);

export const SignIn = z
  .strictObject({
    username: z.string().min(1).max(60),
    password: z.string().min(1).max(200),
    code: z
      .string()
      .max(40)
      .optional()
      .describe('Code of the second factor, or a recovery code; ignored for an account without a second factor'),
  })
  .meta({ id: 'SignIn' });

const Sentence = z.strictObject({ vi: z.string(), en: z.string() });
/** An act on an account, as a sentence. */
export const AccountAct = z
  .strictObject({
    recordedAt: z.string(),
    actorRole: z.string(),
    isOwn: z.boolean().describe('Whether the holder of the account did it'),
    sentence: Sentence,
  })
  .meta({ id: 'AccountAct' });
const told = {
  mustChoose: z
    .boolean()
    .describe(
      'Whether the session opens nothing but the choice of a password of one’s own, and reading the own account',
    ),
  lastSignedIn: z.string().nullable().describe('When the person had signed in before; null: never'),
};

export const begunAnswer = z.strictObject({
  ...told,
  accountActs: z
    .array(AccountAct)
    .nullable()
    .describe('What others did with the account since then; null while the log cannot be read'),
  token: z.string().describe('Bearer token; this is the only answer that holds it'),
  endsAt: z.string(),
  personId: z.uuid(),
  displayName: z.string(),
});
export const whoAnswer = z.strictObject({
  personId: z.uuid(),
  kind: z.enum(['person', 'service', 'guest']),
  displayName: z.string().nullable(),
  permissions: z
    .array(z.string())
    .nullable()
    .describe('The permissions to which the token is limited; null: all permissions of the person'),
});

const Oidc = z.strictObject({ issuer: z.url().max(300), subject: z.string().min(1).max(255) });
const reason = text(500).nullable().default(null);
const byTwo = z
  .boolean()
  .default(false)
  .describe(
    'Whether two persons issue it; always two if the person holds or held a role by which one signs or confirms',
  );
export const AccountOpening = z
  .strictObject({
    personId: Uuid.nullable().default(null).describe('The person who owns the account; null: a new person'),
    isMember: z
      .boolean()
      .nullable()
      .default(null)
      .describe('Whether the person is in the register of persons; null: not stated, it is looked up'),
    username: Username,
    displayName: name(200),
    oidc: Oidc.nullable().default(null).describe('The name at the identity provider; null: by password'),
    byTwo,
    reason,
  })
  .meta({ id: 'AccountOpening' });
export const ServiceOpening = z
  .strictObject({ username: Username, displayName: name(200), reason })
  .meta({ id: 'ServiceOpening' });
export const ResetRequest = z.strictObject({ byTwo, reason }).meta({ id: 'ResetRequest' });
export const RemovalRequest = z.strictObject({ byTwo, reason }).meta({ id: 'RemovalRequest' });
export const Agreement = z
  .strictObject({ request: Revision.describe('The entry to agree to, as the list of accounts names it') })
  .meta({ id: 'AgreementToReset' });
export const Disabling = z.strictObject({ reason }).meta({ id: 'DisablingOfAccount' });
export const NewPassword = z
  .strictObject({
    current: z.string().min(1).max(200).describe('The current password, or the one-time credential'),
    password: Password,
  })
  .meta({ id: 'NewPassword' });
export const TokenIssue = z
  .strictObject({
    permissions: z
      .array(z.string().regex(/^read:[a-z-]{1,40}$/))
      .min(1)
      .max(40),
    days: z.int().min(1).max(366),
  })
  .meta({ id: 'TokenIssue' });

const shown = {
  credential: z
    .string()
    .nullable()
    .describe(
      'A one-time credential, or the half of it that is yours to pass on; this is the only answer that holds it',
    ),
  part: z.enum(['WHOLE', 'FIRST_HALF', 'SECOND_HALF']).nullable(),
  until: z.string().nullable().describe('When it dies; null if it is not complete yet'),
  request: z.int().nullable().describe('The entry to which a second person has to agree; null if nothing waits'),
};
export const shownAnswer = z.strictObject(shown).meta({ id: 'Issued' });
export const openedAnswer = z.strictObject({ accountId: z.uuid(), personId: z.uuid(), ...shown });
export const serviceAnswer = z.strictObject({ accountId: z.uuid(), personId: z.uuid() });
export const issuedAnswer = z.strictObject({
  tokenId: z.uuid(),
  token: z.string().describe('The token; this is the only answer that holds it'),
  endsAt: z.string(),
});
export const accountsAnswer = z.strictObject({
  accounts: z.array(
    z
      .strictObject({
        accountId: z.uuid(),
        personId: z.uuid(),
        kind: z.enum(['person', 'service']),
        username: z.string(),
        displayName: z.string(),
        createdAt: z.string(),
        disabledAt: z.string().nullable(),
        mustChoose: z.boolean().describe('Whether the password opens nothing but the choice of another one'),
        inUseSince: z.string().nullable().describe('Null while the opening waits for a second person'),
        askedRevision: z.int().nullable().describe('The entry that waits for a second person; null if none does'),
        askedReset: z.enum(codesOf(RESETS)).nullable(),
        isMember: z
          .boolean()
          .nullable()
          .describe('Whether the person is in the register of persons; false: said to be none; null: nothing was said'),
        alsoAccounts: z
          .array(z.uuid())
          .describe('Other accounts in use of the same person, opened under records that were linked later'),
        warnings: z.array(Sentence),
      })
      .meta({ id: 'Account' }),
  ),
});

export const ownAccountAnswer = z.strictObject({
  personId: z.uuid(),
  displayName: z.string(),
  isMember: z
    .boolean()
    .nullable()
    .describe('Whether the register of persons has the holder; false: said to be none; null: nothing was said'),
  ...told,
  acts: z.array(AccountAct).describe('The latest acts on the account, at most 50, newest first'),
  actsSince: z.array(AccountAct).describe('What others did with the account since the person had signed in before'),
});
export const ownSessionsAnswer = z.strictObject({
  sessions: z.array(
    z
      .strictObject({
        sessionId: z.uuid(),
        createdAt: z.string(),
        seenAt: z.string(),
        endsAt: z.string(),
        isThis: z.boolean().describe('Whether this request belongs to the session'),
      })
      .meta({ id: 'OwnSession' }),
  ),
});
