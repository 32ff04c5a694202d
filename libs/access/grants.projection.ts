import { dayOf } from '#kernel/dates';
import { idOf } from '#kernel/ids';
import { date, facts, MIRRORED, nullable, projection, text, textOf, uuid } from '#platform/projections/projection';
import { access } from './access.js';
import type { Role } from './codes.js';

const office = { personId: uuid, role: textOf<Role>(), organizationId: nullable(uuid), startsOn: date };
/**
 * A row is visible to readers of its organization. A row about the whole store is visible to readers of the whole
 * store.
 */
const OFFICE = { of: 'organizationId', judged: 'by entry' } as const;

/** Grants and delegations. The id in a stream's name is the id of the person. */
export const grants = projection({
  name: 'grants',
  version: 2,
  of: access.events,
  tables: {
    granted: facts(
      { ...office, grantId: uuid, endsOn: nullable(date) },
      { whose: OFFICE, indexes: [['personId'], ...MIRRORED] },
    ),
    withdrawn: facts(
      { grantId: uuid, withdrawnOn: date, reason: nullable(text) },
      { whose: { with: 'granted', on: 'grantId' }, indexes: MIRRORED },
    ),
    delegated: facts(
      { ...office, delegationId: uuid, delegateId: uuid, endsOn: date },
      { whose: OFFICE, indexes: [['delegateId'], ...MIRRORED] },
    ),
    ended: facts(
      { delegationId: uuid, endedOn: date, reason: nullable(text) },
      { whose: { with: 'delegated', on: 'delegationId' }, indexes: MIRRORED },
    ),
  },
  ignore: ['GrantActProposed', 'GrantActAgreed', 'GrantActDeclined'],
  on: {
    RoleGranted: (e, { granted }) => {
      const { grantId, role, organizationId, from: startsOn, to: endsOn } = e.data;
      return granted.put(e, { personId: idOf(e.stream), grantId, role, organizationId, startsOn, endsOn });
    },
    RoleWithdrawn: (e, { withdrawn }) =>
      withdrawn.put(e, { grantId: e.data.grantId, withdrawnOn: dayOf(e.recordedAt), reason: e.data.reason }),
    DelegationGiven: (e, { delegated }) => {
      const { delegationId, delegateId, role, organizationId, from: startsOn, to: endsOn } = e.data;
      const office = { role, organizationId, startsOn, endsOn };
      return delegated.put(e, { personId: idOf(e.stream), delegationId, delegateId, ...office });
    },
    DelegationEnded: (e, { ended }) =>
      ended.put(e, { delegationId: e.data.delegationId, endedOn: dayOf(e.recordedAt), reason: e.data.reason }),
  },
});
