import { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { text } from '#kernel/text';

export const Username = text(60).regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u);
/** By NIST SP 800-63B only the length of a password is checked. The maximum bounds the cost of hashing. */
export const Password = z.string().min(12).max(200);

export const SignIn = z
  .strictObject({ username: z.string().min(1).max(60), password: z.string().min(1).max(200) })
  .meta({ id: 'SignIn' });

export const begunAnswer = z.strictObject({
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
export const AccountOpening = z
  .strictObject({
    personId: Uuid.nullable().default(null).describe('The person who owns the account; null: a new person'),
    username: Username,
    displayName: text(200),
    password: Password.nullable().default(null),
    oidc: Oidc.nullable().default(null),
  })
  .meta({ id: 'AccountOpening' });
export const ServiceOpening = z
  .strictObject({ username: Username, displayName: text(200) })
  .meta({ id: 'ServiceOpening' });
export const NewPassword = z.strictObject({ password: Password }).meta({ id: 'NewPassword' });
export const TokenIssue = z
  .strictObject({
    permissions: z
      .array(z.string().regex(/^read:[a-z-]{1,40}$/))
      .min(1)
      .max(40),
    days: z.int().min(1).max(366),
  })
  .meta({ id: 'TokenIssue' });

export const openedAnswer = z.strictObject({ accountId: z.uuid(), personId: z.uuid() });
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
      })
      .meta({ id: 'Account' }),
  ),
});
