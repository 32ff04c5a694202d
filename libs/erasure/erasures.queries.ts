import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { KeyOwner } from '#platform/sealing/key-ring';
import { type Db, knownAt } from '#platform/projections/rows-for';
import { type Acts, statusesOf } from './erasure-status.queries.js';
import { withLinked } from './linked-status.js';
import type { erasures } from './erasures.projection.js';

export type ErasuresDb = Db<typeof erasures>;

/** The groups of records of one person, by each record of a group; a record without links is left out. */
export type Linked = ReadonlyMap<Uuid, ReadonlySet<Uuid>>;

/**
 * Status of each erasure and its holds on a day, as known at a log position: one for each kind of owner. Cost: reads all
 * acts on erasures.
 *
 * @param linked as known at the position
 */
export async function erasuresOn(
  db: ErasuresDb,
  { position, asOf }: { position: bigint; asOf: PlainDate },
  linked: Linked,
) {
  const [holds, lifted, requests, approvals, withdrawals, executions, steps] = await Promise.all([
    db.selectFrom('holds').where(knownAt(position)).selectAll().orderBy('revision').execute(),
    db.selectFrom('lifted').where(knownAt(position)).selectAll().execute(),
    db.selectFrom('requests').where(knownAt(position)).selectAll().orderBy('revision').execute(),
    db.selectFrom('approvals').where(knownAt(position)).selectAll().orderBy('revision').execute(),
    db.selectFrom('withdrawals').where(knownAt(position)).selectAll().execute(),
    db.selectFrom('executions').where(knownAt(position)).selectAll().execute(),
    db.selectFrom('steps').where(knownAt(position)).selectAll().orderBy('revision').execute(),
  ]);
  const all: Acts = { holds, lifted, requests, approvals, withdrawals, executions, steps };
  const owners = new Set(
    Object.values(all)
      .flat()
      .map(({ ownerId }) => ownerId),
  );
  const gone = new Set(
    executions.flatMap((row) => [...(row.ownerKind === 'person' ? [row.ownerId] : []), ...row.linkedIds]),
  );
  const actsOf = (ownerId: Uuid): Acts => {
    const of = <T extends { readonly ownerId: string }>(rows: readonly T[]) =>
      rows.filter((row) => row.ownerId === ownerId);
    return {
      holds: of(holds),
      lifted: of(lifted),
      requests: of(requests),
      approvals: of(approvals),
      withdrawals: of(withdrawals),
      executions: of(executions),
      steps: of(steps),
    };
  };
  const byOwner = new Map([...owners].sort().map((ownerId) => [ownerId, statusesOf(actsOf(ownerId), asOf)]));
  const holdsOn = (id: Uuid) =>
    (byOwner.get(id) ?? [])
      .filter(({ ownerKind }) => ownerKind === 'person')
      .reduce((sum, { holds: own, proposedHolds }) => sum + own.length + proposedHolds.length, 0);
  return [...byOwner].flatMap(([ownerId, statuses]) =>
    statuses.map((one) => {
      const group = one.ownerKind === 'person' ? (linked.get(ownerId) ?? []) : [];
      const others = [...group].filter((id) => id !== ownerId).sort();
      return { ownerId, ...withLinked(one, { others, gone, holdsOn }) };
    }),
  );
}

export interface Executed {
  readonly owner: KeyOwner;
  readonly on: PlainDate;
}

/** Owners whose content is erased, each with the records that went with it. Cost: linear in their number. */
export async function executedErasures(db: ErasuresDb, position: bigint): Promise<readonly Executed[]> {
  const rows = await db.selectFrom('executions').where(knownAt(position)).selectAll().execute();
  return rows.flatMap(({ ownerKind: kind, ownerId, linkedIds, executedOn: on }) =>
    [ownerId, ...linkedIds].map((id) => ({ owner: { kind, id }, on })),
  );
}
