import { describe, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';
import { scenario } from '#kernel/testing';
import { access } from './access.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-9000-${String(n).padStart(12, '0')}`);
const PERSON = Uuid.parse('00000000-0000-4000-8000-000000000000');
const [BASE, OTHER] = [id(90), id(91)];

const admin: Actor = { id: id(70), role: 'admin', organizationId: null, delegationId: null };
const program: Actor = { ...admin, role: 'system' };
const self = (more: Partial<Actor> = {}): Actor => ({ ...admin, id: PERSON, role: 'inspection-chair', ...more });
const by = (actor: Actor) => scenario(access, { actor });

const office = { role: 'inspection-chair' as const, organizationId: BASE };
const granted = (from: string, to: string | null = null, grantId = id(1)) => ({
  type: 'RoleGranted' as const,
  data: { grantId, ...office, from: plainDate(from), to: to === null ? null : plainDate(to), document: null },
});
const delegated = (from: string, to: string, more: { readonly organizationId?: Uuid } = {}) => ({
  type: 'DelegationGiven' as const,
  data: {
    delegationId: id(2),
    delegateId: OTHER,
    ...office,
    ...more,
    from: plainDate(from),
    to: plainDate(to),
    document: null,
  },
});
const ended = { type: 'DelegationEnded' as const, data: { delegationId: id(2), organizationId: BASE, reason: null } };
const withdrawn = { type: 'RoleWithdrawn' as const, data: { grantId: id(1), organizationId: BASE, reason: null } };

const grant = (from: string, to: string | null = null) => ({
  type: 'GrantRole' as const,
  data: { ...office, from: plainDate(from), to: to === null ? null : plainDate(to), document: null },
});
const delegate = (from: string, to: string, delegateId = OTHER) => ({
  type: 'GiveDelegation' as const,
  data: { delegateId, ...office, from: plainDate(from), to: plainDate(to), document: null },
});

describe('a role', () => {
  it('is granted from a day to a day', () =>
    by(program)
      .given()
      .when(grant('2026-01-01', '2026-12-31'))
      .thenRecorded(granted('2026-01-01', '2026-12-31', id(0))));
  it('is not granted twice for one time', () =>
    by(admin).given(granted('2026-01-01')).when(grant('2027-05-01')).thenRefused('GrantOverlaps'));
  it('is granted again once it was withdrawn', () =>
    by(program)
      .given(granted('2026-01-01'), withdrawn)
      .when(grant('2026-05-01'))
      .thenRecorded(granted('2026-05-01', null, id(0))));
  it('by which one signs is proposed, and granted when another person agrees', () => {
    const [data] = [granted('2026-01-01', null, id(0)).data];
    const acts = [{ type: 'RoleGranted', schema: 1, data }];
    const proposed = { type: 'GrantActProposed' as const, data: { persons: 2, acts } };
    const agree = { type: 'AgreeToGrantAct' as const, data: { proposal: 0 } };
    const agreeing = (approvers: readonly Uuid[]) => ({
      agreeing: { upTo: 0, confirmed: false, before: [admin.id], approvers: [...approvers] },
    });
    by(admin).given().when(grant('2026-01-01')).thenRecorded(proposed);
    scenario(access, { actor: { ...admin, id: id(71) }, facts: agreeing([id(71)]) })
      .given(proposed)
      .when(agree)
      .thenRecorded({ type: 'GrantActAgreed', data: { proposal: 0 } }, { type: 'RoleGranted', data });
    scenario(access, { actor: admin, facts: agreeing([admin.id]) })
      .given(proposed)
      .when(agree)
      .thenRefused('ActTakesOthers');
  });
  it('does not end before it begins', () =>
    by(admin).given().when(grant('2026-05-02', '2026-05-01')).thenRefused('GrantEndsBeforeStart'));
  it('is granted by somebody else', () => by(self()).given().when(grant('2026-01-01')).thenRefused('GrantedToOneself'));
  it('of a guest is given by the program alone', () =>
    by(admin)
      .given()
      .when({ type: 'GrantRole', data: { ...grant('2026-01-01').data, role: 'guest' } })
      .thenRefused('GuestIsNotGranted'));
  it('is withdrawn only once, and only if it was granted', () => {
    const withdraw = { type: 'WithdrawRole' as const, data: { grantId: id(1), reason: null } };
    by(admin).given(granted('2026-01-01')).when(withdraw).thenRecorded(withdrawn);
    by(admin).given(granted('2026-01-01'), withdrawn).when(withdraw).thenRefused('WithdrawnAlready');
    by(admin).given().when(withdraw).thenRefused('NoSuchGrant');
  });
});

describe('a delegation', () => {
  it('passes a role on for days on which the delegator holds it', () =>
    by(self())
      .given(granted('2026-01-01', '2026-12-31'))
      .when(delegate('2026-07-01', '2026-07-15'))
      .thenRecorded({
        type: 'DelegationGiven',
        data: { ...delegated('2026-07-01', '2026-07-15').data, delegationId: id(0) },
      }));
  it('does not outlast the role', () =>
    by(self())
      .given(granted('2026-01-01', '2026-07-10'))
      .when(delegate('2026-07-01', '2026-07-15'))
      .thenRefused('NoSuchGrant'));
  it('is refused if the role was withdrawn', () =>
    by(self())
      .given(granted('2026-01-01'), withdrawn)
      .when(delegate('2026-07-01', '2026-07-15'))
      .thenRefused('NoSuchGrant'));
  it('does not overlap another delegation of the same role', () =>
    by(self())
      .given(granted('2026-01-01'), delegated('2026-07-01', '2026-07-15'))
      .when(delegate('2026-07-15', '2026-07-20'))
      .thenRefused('DelegationOverlaps', { from: '2026-07-01', to: '2026-07-15' }));
  it('may follow one that has ended', () =>
    by(self())
      .given(granted('2026-01-01'), delegated('2026-07-01', '2026-07-15'), ended)
      .when(delegate('2026-07-15', '2026-07-20'))
      .thenRecorded({
        type: 'DelegationGiven',
        data: { ...delegated('2026-07-15', '2026-07-20').data, delegationId: id(0) },
      }));
  it('is given only by the holder of the role, in person', () => {
    for (const actor of [admin, self({ delegationId: id(5) })])
      by(actor).given(granted('2026-01-01')).when(delegate('2026-07-01', '2026-07-15')).thenRefused('OnlyOwnDelegated');
  });
  it('is given to somebody else', () =>
    by(self())
      .given(granted('2026-01-01'))
      .when(delegate('2026-07-01', '2026-07-15', PERSON))
      .thenRefused('DelegatedToOneself'));
  it('is ended once, by the delegator or by an administrator', () => {
    const end = { type: 'EndDelegation' as const, data: { delegationId: id(2), reason: null } };
    const given = [granted('2026-01-01'), delegated('2026-07-01', '2026-07-15')] as const;
    by(self())
      .given(...given)
      .when(end)
      .thenRecorded(ended);
    by(admin)
      .given(...given)
      .when(end)
      .thenRecorded(ended);
    by({ ...admin, role: 'clerk' })
      .given(...given)
      .when(end)
      .thenRefused('OnlyOwnDelegated');
    by(self())
      .given(...given, ended)
      .when(end)
      .thenRefused('DelegationEndedAlready');
    by(self()).given(granted('2026-01-01')).when(end).thenRefused('NoSuchDelegation');
  });
});
