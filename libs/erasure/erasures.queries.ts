import type { PlainDate } from '#kernel/dates';
import type { KeyOwner } from '#platform/sealing/key-ring';
import { type Db, knownAt } from '#platform/projections/rows-for';
import { type Acts, statusesOf } from './erasure-status.queries.js';
import type { erasures } from './erasures.projection.js';

export type ErasuresDb = Db<typeof erasures>;

/**
 * Status of each erasure and its holds on a day, as known at a log position: one for each kind of owner. Cost: reads all
 * acts on erasures.
 */
export async function erasuresOn(db: ErasuresDb, { position, asOf }: { position: bigint; asOf: PlainDate }) {
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
  return [...owners].sort().flatMap((ownerId) => {
    const of = <T extends { readonly ownerId: string }>(rows: readonly T[]) =>
      rows.filter((row) => row.ownerId === ownerId);
    const own: Acts = {
      holds: of(holds),
      lifted: of(lifted),
      requests: of(requests),
      approvals: of(approvals),
      withdrawals: of(withdrawals),
      executions: of(executions),
      steps: of(steps),
    };
    return statusesOf(own, asOf).map((one) => ({ ownerId, ...one }));
  });
}

export interface Executed {
  readonly owner: KeyOwner;
  readonly on: PlainDate;
}

/** Owners whose erasure is executed. Cost: linear in their number. */
export async function executedErasures(db: ErasuresDb, position: bigint): Promise<readonly Executed[]> {
  const rows = await db.selectFrom('executions').where(knownAt(position)).selectAll().execute();
  return rows.map(({ ownerKind: kind, ownerId: id, executedOn: on }) => ({ owner: { kind, id }, on }));
}
