import { z } from 'zod';
import { WHOLE_STORE } from '#kernel/concern';
import { areOthers } from '#kernel/confirmation';
import type { Context } from '#kernel/command';
import { Instant } from '#kernel/dates';
import { decider } from '#kernel/decider';
import { type DataOf, permanent, Revision, v1, v2 } from '#kernel/event';
import { idOf, Uuid } from '#kernel/ids';
import { text } from '#kernel/text';
import { Issuers, Reset, Way } from './account-codes.js';
import { refuse } from './refusals.js';

const Why = text(500).nullable();
const AccountKind = z.enum(['PERSON', 'SERVICE']);
const Permission = z.string().regex(/^[A-Za-z][A-Za-z:-]{1,60}$/);
const account_ = { accountId: Uuid };

// An act on an account takes effect when it is recorded; what was done by the account since stays done. So no entry is
// corrected. No entry holds a name, a user name or a credential: the tables do, and they can be erased.
const events = {
  AccountOpened: permanent(
    v2(
      { accountId: Uuid, kind: AccountKind, way: Way, issuers: Issuers, reason: Why, isMember: z.boolean().nullable() },
      (old) => ({ ...old, isMember: null }),
    ),
  ),
  AccountResetRequested: permanent(v1({ accountId: Uuid, reset: Reset, reason: Why })),
  CredentialIssued: permanent(v1({ accountId: Uuid, issuers: Issuers })),
  CredentialChosen: permanent(v1(account_)),
  SecondFactorAdded: permanent(v1(account_)),
  SecondFactorRemoved: permanent(v1({ accountId: Uuid, reason: Why })),
  AccountDisabled: permanent(v1({ accountId: Uuid, reason: Why })),
  TokenIssued: permanent(
    v1({ accountId: Uuid, tokenId: Uuid, permissions: z.array(Permission).max(40), endsAt: Instant }),
  ),
  TokenRevoked: permanent(v1({ accountId: Uuid, tokenId: Uuid })),
};
type Events = typeof events;

const commands = {
  OpenAccount: z.strictObject({
    accountId: Uuid,
    kind: AccountKind,
    way: Way,
    byTwo: z.boolean(),
    reason: Why.default(null),
    /** Whether the person is in the register of persons; null: not stated, or a program. */
    isMember: z.boolean().nullable().default(null),
  }),
  /** Of the program alone: an account that was opened before such acts were recorded. */
  RecordEarlierAccount: z.strictObject({ accountId: Uuid, kind: AccountKind, way: Way }),
  RequestAccountReset: z.strictObject({ accountId: Uuid, reset: Reset, byTwo: z.boolean(), reason: Why.default(null) }),
  AgreeToAccountReset: z.strictObject({ accountId: Uuid, request: Revision }),
  ChooseCredential: z.strictObject(account_),
  AddSecondFactor: z.strictObject(account_),
  /** By the holder. Others request a reset. */
  RemoveSecondFactor: z.strictObject(account_),
  DisableAccount: z.strictObject({ accountId: Uuid, reason: Why.default(null) }),
  IssueToken: z.strictObject({
    accountId: Uuid,
    tokenId: Uuid,
    permissions: z.array(Permission).min(1).max(40),
    endsAt: Instant,
  }),
  RevokeToken: z.strictObject({ accountId: Uuid, tokenId: Uuid }),
};

/** A request that waits for the agreement of a second person. */
export interface Waiting {
  /** The revision of the request. */
  readonly request: number;
  readonly reset: Reset;
  readonly reason: string | null;
}

/** The account that a person has, or had last. */
export interface Account {
  readonly accountId: Uuid;
  readonly kind: DataOf<Events['AccountOpened']>['kind'];
  readonly way: DataOf<Events['AccountOpened']>['way'];
  readonly isDisabled: boolean;
  /** Whether the person was said to be in the register of persons, when the account was opened; null: nothing was said. */
  readonly isMember: boolean | null;
  /** Who issued what the account opens with; null as long as nothing opens it. */
  readonly issuers: Issuers | null;
  /** The revision of the last issue of a one-time credential; null if none was issued. */
  readonly issued: number | null;
  /** Whether the holder has yet to choose a credential. */
  readonly mustChoose: boolean;
  readonly hasSecondFactor: boolean;
  readonly waiting: Waiting | null;
  readonly revoked: ReadonlySet<Uuid>;
}
interface State {
  /** Null if no account was ever opened. */
  readonly last: Account | null;
}

/** The role under which a person acts on their own account. */
export const HOLDER = 'account-holder';

/** Facts that acts on accounts need. */
export const AccountFacts = z.strictObject({
  /** Whether the person holds or held a role by which one signs or confirms. */
  isSigner: z.boolean(),
  /** Who made the request that waits, and for whom they acted; null: the person cannot be determined. */
  requesters: z.array(Uuid.nullable()),
  /** The sender, and the person for whom they act. */
  acting: z.array(Uuid.nullable()),
});
export type AccountFacts = z.output<typeof AccountFacts>;

/**
 * The account of one person, stream `account-<person>`: an account is a way in, and a person acts. So a person has one
 * account at a time. What opens it is known to nobody else: a credential issued by others is good for one thing, to
 * choose another; and where the person signs or confirms, two persons each issue one half of it.
 */
export const account = decider<State>()({
  category: 'account',
  twins: 'none: a person has one account, which is refused a second time by its id',
  commands,
  routes: null,
  events,
  initial: { last: null },
  decide: {
    OpenAccount: ({ byTwo, ...c }, { last }, context) => {
      if (last && !last.isDisabled) refuse('HasAccount');
      const issuers = issuersOf(byTwo, context);
      const opened = { type: 'AccountOpened' as const, data: { ...c, issuers } };
      return issuers === 'ONE' && c.way === 'PASSWORD'
        ? [opened, { type: 'CredentialIssued', data: { accountId: c.accountId, issuers } }]
        : [opened];
    },
    RecordEarlierAccount: (c, { last }, { actor }) => {
      if (actor.role !== 'system') refuse('OnlyHolder');
      if (last && !last.isDisabled) refuse('HasAccount');
      return [{ type: 'AccountOpened', data: { ...c, issuers: 'UNKNOWN' as const, reason: null, isMember: null } }];
    },
    RequestAccountReset: ({ byTwo, ...c }, state, context) => {
      const { kind, hasSecondFactor } = inUse(state, c);
      if (kind !== 'PERSON') refuse('NotOfPerson');
      mustBeAnother(context);
      if (c.reset === 'SECOND_FACTOR' && !hasSecondFactor) refuse('NoSecondFactor');
      const issuers = issuersOf(byTwo, context);
      const requested = { type: 'AccountResetRequested' as const, data: c };
      return issuers === 'TWO' ? [requested] : [requested, resetting(c, c, issuers)];
    },
    AgreeToAccountReset: ({ accountId, request }, state, context) => {
      const { waiting } = inUse(state, { accountId });
      if (waiting?.request !== request) return refuse('NothingAsked');
      mustBeAnother(context);
      const { requesters, acting } = AccountFacts.parse(context.facts.account);
      if (!areOthers(requesters, acting)) refuse('TwoPersonsForAccount');
      return [resetting({ accountId }, waiting, 'TWO')];
    },
    ChooseCredential: (c, state, context) => {
      const { way, issuers } = inUse(state, c);
      mustBeHolder(context);
      if (way !== 'PASSWORD' || issuers === null) refuse('NoOpenAccount');
      // A grant may have been recorded at the same moment as the opening: one person would then know what opens it.
      if (issuers === 'ONE' && AccountFacts.parse(context.facts.account).isSigner) refuse('IssuedByOne');
      return [{ type: 'CredentialChosen', data: c }];
    },
    AddSecondFactor: (c, state, context) => {
      inUse(state, c);
      mustBeHolder(context);
      return [{ type: 'SecondFactorAdded', data: c }];
    },
    RemoveSecondFactor: (c, state, context) => {
      const { hasSecondFactor } = inUse(state, c);
      mustBeHolder(context);
      if (!hasSecondFactor) refuse('NoSecondFactor');
      return [{ type: 'SecondFactorRemoved', data: { ...c, reason: null } }];
    },
    DisableAccount: (c, state) => {
      inUse(state, c);
      return [{ type: 'AccountDisabled', data: c }];
    },
    IssueToken: (c, state) => {
      if (inUse(state, c).kind !== 'SERVICE') refuse('NotOfService');
      return [{ type: 'TokenIssued', data: c }];
    },
    RevokeToken: (c, state) => {
      const { kind, revoked } = inUse(state, c);
      if (kind !== 'SERVICE') refuse('NotOfService');
      if (revoked.has(c.tokenId)) refuse('TokenRevokedAlready');
      return [{ type: 'TokenRevoked', data: c }];
    },
  },
  evolve: {
    AccountOpened: (_, { accountId, kind, way, issuers, reason, isMember }, revision) => ({
      last: {
        accountId,
        kind,
        way,
        isDisabled: false,
        isMember,
        issuers: issuers === 'TWO' || (issuers === 'ONE' && way === 'PASSWORD') ? null : issuers,
        issued: null,
        mustChoose: issuers === 'UNKNOWN' && way === 'PASSWORD',
        hasSecondFactor: false,
        waiting: issuers === 'TWO' ? { request: revision, reset: 'CREDENTIAL', reason } : null,
        revoked: new Set(),
      },
    }),
    AccountResetRequested: (s, { reset, reason }, request) => changed(s, { waiting: { request, reset, reason } }),
    CredentialIssued: (s, { issuers }, issued) =>
      changed(s, { issuers, issued, mustChoose: s.last?.way === 'PASSWORD', waiting: null }),
    CredentialChosen: (s) => changed(s, { mustChoose: false }),
    SecondFactorAdded: (s) => changed(s, { hasSecondFactor: true }),
    SecondFactorRemoved: (s) =>
      changed(s, { hasSecondFactor: false, ...(s.last?.waiting?.reset === 'SECOND_FACTOR' ? { waiting: null } : {}) }),
    AccountDisabled: (s) => changed(s, { isDisabled: true, waiting: null }),
    TokenIssued: (s) => s,
    TokenRevoked: (s, { tokenId }) => changed(s, { revoked: new Set([...(s.last?.revoked ?? []), tokenId]) }),
  },
  concerns: { judged: 'by record', of: () => WHOLE_STORE },
  depending: 'none',
  restriction: {
    begins: () => [{ item: null, shownTo: [], orWith: { permission: 'see:account-acts', organizationId: null } }],
    lifts: () => [],
  },
});

/**
 * Whether others may know what opens an account: one person issued it, or nobody knows how many did. A person with such
 * an account gets no role by which one signs or confirms.
 */
export const isOfOne = (last: Account | null): boolean =>
  last !== null && !last.isDisabled && last.kind === 'PERSON' && ['ONE', 'UNKNOWN'].includes(last.issuers ?? 'TWO');

const changed = ({ last }: State, by: Partial<Account>): State => ({ last: last && { ...last, ...by } });

/** @throws Rejection if the account is not the one that the person has */
function inUse({ last }: State, { accountId }: { readonly accountId: Uuid }): Account {
  if (last?.accountId !== accountId || last.isDisabled) return refuse('NoOpenAccount');
  return last;
}

/** How many persons an issue takes. The program itself, which opens a store, needs no second person. */
function issuersOf(byTwo: boolean, { actor, facts }: Context): Issuers {
  if (actor.role === 'system') return 'PROGRAM';
  return byTwo || AccountFacts.parse(facts.account).isSigner ? 'TWO' : 'ONE';
}

const resetting = (
  { accountId }: { readonly accountId: Uuid },
  { reset, reason }: Pick<Waiting, 'reset' | 'reason'>,
  issuers: Issuers,
) =>
  reset === 'CREDENTIAL'
    ? { type: 'CredentialIssued' as const, data: { accountId, issuers } }
    : { type: 'SecondFactorRemoved' as const, data: { accountId, reason } };

function mustBeHolder({ actor, stream }: Context): void {
  if (actor.role !== HOLDER || actor.id !== idOf(stream)) refuse('OnlyHolder');
}

/** Refuses the holder, and whoever acts for the holder. */
function mustBeAnother({ actor, stream, facts }: Context): void {
  if (actor.role === 'system') return;
  if (AccountFacts.parse(facts.account).acting.includes(idOf(stream))) refuse('OwnCredential');
}
