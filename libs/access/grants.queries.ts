import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { type Db, knownAt } from '#platform/projections/rows-for';
import type { grants } from './grants.projection.js';
import { groundOf } from './rights.js';

export type GrantsDb = Db<typeof grants>;

interface Asked {
  readonly position: bigint;
  readonly asOf: PlainDate;
  readonly personId?: Uuid | undefined;
}

/**
 * Grants and delegations known at a log position, by person, each with whether it is in force on the day `asOf`. A
 * delegation is in force only while the grant is under which it was given. Cost: reads all grants.
 */
export async function grantsKnown(db: GrantsDb, { position, asOf, personId }: Asked) {
  const of = <T extends { readonly personId: Uuid }>(rows: readonly T[]) =>
    rows.filter((row) => personId === undefined || row.personId === personId);
  const [granted, withdrawn, delegated, ended] = await Promise.all([
    db.selectFrom('granted').where(knownAt(position)).selectAll().orderBy('personId').execute(),
    db.selectFrom('withdrawn').where(knownAt(position)).select('grantId').execute(),
    db.selectFrom('delegated').where(knownAt(position)).selectAll().orderBy('personId').execute(),
    db.selectFrom('ended').where(knownAt(position)).select('delegationId').execute(),
  ]);
  const gone = new Set([...withdrawn.map(({ grantId }) => grantId), ...ended.map((row) => row.delegationId)]);
  const holds = (startsOn: PlainDate, endsOn: PlainDate | null) =>
    startsOn <= asOf && (endsOn === null || asOf <= endsOn);
  const grantsTo = new Map<Uuid, (typeof granted)[number][]>();
  for (const grant of granted) grantsTo.set(grant.personId, [...(grantsTo.get(grant.personId) ?? []), grant]);
  const isGrounded = (delegation: (typeof delegated)[number]) => {
    const ground = groundOf(grantsTo.get(delegation.personId) ?? [], delegation);
    return ground !== undefined && !gone.has(ground.grantId);
  };
  return {
    grants: of(granted).map(({ grantId, personId, role, organizationId, startsOn, endsOn }) => ({
      grantId,
      personId,
      role,
      organizationId,
      from: startsOn,
      to: endsOn,
      withdrawn: gone.has(grantId),
      holds: !gone.has(grantId) && holds(startsOn, endsOn),
    })),
    delegations: of(delegated).map((one) => ({
      delegationId: one.delegationId,
      delegatorId: one.personId,
      delegateId: one.delegateId,
      role: one.role,
      organizationId: one.organizationId,
      from: one.startsOn,
      to: one.endsOn,
      ended: gone.has(one.delegationId),
      holds: !gone.has(one.delegationId) && holds(one.startsOn, one.endsOn) && isGrounded(one),
    })),
  };
}
