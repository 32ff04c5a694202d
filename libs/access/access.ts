import { z } from 'zod';
import { Paper } from '#features/papers';
import { before, PlainDate } from '#kernel/dates';
import { decider } from '#kernel/decider';
import { type DataOf, permanent, v1 } from '#kernel/event';
import { idOf, Uuid } from '#kernel/ids';
import { text } from '#kernel/text';
import { Role, SIGNING_ROLES } from './codes.js';
import { refuse } from './refusals.js';

const grant = {
  role: Role,
  organizationId: Uuid.nullable().describe('The organization, with all under it; null: the whole store'),
  from: PlainDate,
  to: PlainDate.nullable().describe('Last day; null: until the grant is withdrawn'),
  document: Paper.nullable(),
};
const delegation = {
  delegateId: Uuid.describe('The person to whom the role is delegated'),
  role: Role,
  organizationId: Uuid.nullable(),
  from: PlainDate,
  to: PlainDate.describe('Last day'),
  document: Paper.nullable(),
};

// A grant takes effect when it is recorded, and acts done under the grant remain valid. So a grant is ended, never
// corrected.
const events = {
  RoleGranted: permanent(v1({ grantId: Uuid, ...grant })),
  RoleWithdrawn: permanent(v1({ grantId: Uuid, organizationId: Uuid.nullable(), reason: text(500).nullable() })),
  DelegationGiven: permanent(v1({ delegationId: Uuid, ...delegation })),
  DelegationEnded: permanent(v1({ delegationId: Uuid, organizationId: Uuid.nullable(), reason: text(500).nullable() })),
};
type Events = typeof events;
type Granted = DataOf<Events['RoleGranted']>;
type Given = DataOf<Events['DelegationGiven']>;

const commands = {
  GrantRole: z.strictObject({ ...grant, to: grant.to.default(null), document: Paper.nullable().default(null) }),
  WithdrawRole: z.strictObject({ grantId: Uuid, reason: text(500).nullable().default(null) }),
  GiveDelegation: z.strictObject({ ...delegation, document: Paper.nullable().default(null) }),
  EndDelegation: z.strictObject({ delegationId: Uuid, reason: text(500).nullable().default(null) }),
};

interface Rights {
  readonly grants: readonly Granted[];
  readonly withdrawn: ReadonlySet<Uuid>;
  readonly delegations: readonly Given[];
  readonly ended: ReadonlySet<Uuid>;
}

/**
 * The permissions of one person, stream `access-<person>`. A grant gives a role for an organization and all under it,
 * for a span of days. A delegation passes a role on to another person. The withdrawal of a grant and the end of a
 * delegation take effect when they are recorded.
 */
export const access = decider<Rights>()({
  category: 'access',
  twins: 'none: a grant given twice gives no more than one; papers of grants make no figure',
  commands,
  routes: {
    ifMatch: 'optional',
    of: {
      GrantRole: { path: 'persons/:personId/grants', name: 'grant', body: 'Granting', begins: true, makes: true },
      WithdrawRole: {
        path: 'persons/:personId/grants/:grantId/withdrawal',
        name: 'withdraw',
        body: 'WithdrawalOfRole',
      },
      GiveDelegation: {
        path: 'persons/:personId/delegations',
        name: 'delegate',
        body: 'Delegating',
        begins: true,
        makes: true,
      },
      EndDelegation: {
        path: 'persons/:personId/delegations/:delegationId/end',
        name: 'endDelegation',
        body: 'EndOfDelegation',
      },
    },
    entries: null,
  },
  events,
  takes: {
    as: 'Grant',
    at: 'persons/:personId/grants',
    // Whoever grants a role by which one signs, audits or manages accounts alone would make their own second person.
    commands: { GrantRole: ({ role }) => (SIGNING_ROLES.has(role) ? 2 : 1) },
    amendments: {},
  },
  initial: { grants: [], withdrawn: new Set(), delegations: [], ended: new Set() },
  decide: {
    GrantRole: (c, s, { newId, actor, stream }) => {
      if (actor.id === idOf(stream)) refuse('GrantedToOneself');
      if (c.role === 'guest' && actor.role !== 'system') refuse('GuestIsNotGranted');
      if (c.role === 'founder' && actor.role !== 'system') refuse('FounderIsNotGranted');
      ordered(c);
      if (grantsInForce(s).some((one) => isSameOffice(one, c) && overlap(one, c))) refuse('GrantOverlaps');
      return [{ type: 'RoleGranted', data: { grantId: newId(0), ...c } }];
    },
    WithdrawRole: (c, s) => {
      const granted = s.grants.find(({ grantId }) => grantId === c.grantId);
      if (!granted) return refuse('NoSuchGrant');
      if (s.withdrawn.has(c.grantId)) refuse('WithdrawnAlready');
      return [{ type: 'RoleWithdrawn', data: { ...c, organizationId: granted.organizationId } }];
    },
    GiveDelegation: (c, s, { newId, actor, stream }) => {
      const delegator = idOf(stream);
      if (actor.id !== delegator || actor.delegationId !== null) refuse('OnlyOwnDelegated');
      if (c.delegateId === delegator) refuse('DelegatedToOneself');
      ordered(c);
      if (!grantsInForce(s).some((one) => isSameOffice(one, c) && covers(one, c))) refuse('NoSuchGrant');
      const other = running(s).find((one) => isSameOffice(one, c) && overlap(one, c));
      if (other) refuse('DelegationOverlaps', { from: other.from, to: other.to });
      return [{ type: 'DelegationGiven', data: { delegationId: newId(0), ...c } }];
    },
    EndDelegation: (c, s, { actor, stream }) => {
      const given = s.delegations.find(({ delegationId }) => delegationId === c.delegationId);
      if (!given) return refuse('NoSuchDelegation');
      if (actor.id !== idOf(stream) && actor.role !== 'admin') refuse('OnlyOwnDelegated');
      if (s.ended.has(c.delegationId)) refuse('DelegationEndedAlready');
      return [{ type: 'DelegationEnded', data: { ...c, organizationId: given.organizationId } }];
    },
  },
  evolve: {
    RoleGranted: (s, granted) => ({ ...s, grants: [...s.grants, granted] }),
    RoleWithdrawn: (s, { grantId }) => ({ ...s, withdrawn: new Set([...s.withdrawn, grantId]) }),
    DelegationGiven: (s, given) => ({ ...s, delegations: [...s.delegations, given] }),
    DelegationEnded: (s, { delegationId }) => ({ ...s, ended: new Set([...s.ended, delegationId]) }),
  },
  concerns: {
    judged: 'by entry',
    of: ({ data }) => ({ organizations: [data.organizationId], members: [] }),
  },
  restriction: 'none',
  depending: 'none',
});

const grantsInForce = ({ grants, withdrawn }: Rights) => grants.filter(({ grantId }) => !withdrawn.has(grantId));
const running = ({ delegations, ended }: Rights) => delegations.filter(({ delegationId }) => !ended.has(delegationId));

interface Office {
  readonly role: Role;
  readonly organizationId: Uuid | null;
}
interface Period {
  readonly from: PlainDate;
  readonly to: PlainDate | null;
}
const isSameOffice = (a: Office, b: Office) => a.role === b.role && a.organizationId === b.organizationId;
const overlap = (a: Period, b: Period) =>
  !(a.to !== null && before(a.to, b.from)) && !(b.to !== null && before(b.to, a.from));
const covers = (a: Period, b: Period & { readonly to: PlainDate }) =>
  a.from <= b.from && (a.to === null || b.to <= a.to);
function ordered({ from, to }: Period): void {
  if (to !== null && before(to, from)) refuse('GrantEndsBeforeStart', { from, to });
}
