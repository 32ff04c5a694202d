import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { KeyOwner } from '#platform/sealing/key-ring';
import { type Db, knownAt } from '#platform/projections/rows-for';
import type { ErasureStatus } from './codes.js';
import type { erasures } from './erasures.projection.js';

export type ErasuresDb = Db<typeof erasures>;

/** Status of each erasure and each hold on a day, as known at a log position. Cost: reads all acts on erasures. */
export async function erasuresOn(db: ErasuresDb, { position, asOf }: { position: bigint; asOf: PlainDate }) {
  const [holds, lifted, requests, approvals, withdrawals, executions, steps] = await Promise.all([
    db.selectFrom('holds').where(knownAt(position)).selectAll().orderBy('revision').execute(),
    db.selectFrom('lifted').where(knownAt(position)).selectAll().execute(),
    db.selectFrom('requests').where(knownAt(position)).selectAll().execute(),
    db.selectFrom('approvals').where(knownAt(position)).selectAll().execute(),
    db.selectFrom('withdrawals').where(knownAt(position)).selectAll().execute(),
    db.selectFrom('executions').where(knownAt(position)).selectAll().execute(),
    db.selectFrom('steps').where(knownAt(position)).selectAll().orderBy('revision').execute(),
  ]);
  const acts = [holds, lifted, requests, approvals, withdrawals, executions, steps].flat();
  const gone = new Set(lifted.map(({ holdId }) => holdId));
  const of = <T extends { readonly ownerId: Uuid }>(rows: readonly T[], id: Uuid) =>
    rows.filter(({ ownerId }) => ownerId === id);
  const last = <T extends { readonly ownerId: Uuid; readonly revision: number }>(rows: readonly T[], id: Uuid) =>
    of(rows, id).reduce<T | null>((latest, row) => (latest && latest.revision > row.revision ? latest : row), null);
  return [...new Set(acts.map(({ ownerId }) => ownerId))].sort().map((ownerId) => {
    const ended = last(withdrawals, ownerId)?.revision ?? -1;
    const pending = last(requests, ownerId);
    const request = pending && pending.revision > ended ? pending : null;
    const decided = last(approvals, ownerId);
    const approval = request && decided && decided.revision > request.revision ? decided : null;
    const execution = last(executions, ownerId);
    const holdsInForce = of(holds, ownerId).filter(({ holdId }) => !gone.has(holdId));
    const own = of(steps, ownerId);
    // A hold takes two persons, so one agreement carries it out.
    const isSettled = (proposal: number) => own.some((one) => one.proposal === proposal && one.step !== 'PROPOSED');
    const proposed = own.filter(({ isHold, proposal }) => isHold && !isSettled(proposal));
    const due =
      approval !== null && approval.executableFrom <= asOf && holdsInForce.length === 0 && proposed.length === 0;
    const status: ErasureStatus = execution
      ? 'EXECUTED'
      : due
        ? 'DUE'
        : approval
          ? 'APPROVED'
          : request
            ? 'REQUESTED'
            : 'NONE';
    return {
      ownerId,
      ownerKind: (pending ?? of(holds, ownerId)[0])?.ownerKind ?? null,
      status,
      revision: Math.max(...of(acts, ownerId).map(({ revision }) => revision)),
      holds: holdsInForce.map((row) => ({
        holdId: row.holdId,
        ground: row.ground,
        by: row.by,
        document: paperOf(row),
      })),
      proposedHolds: proposed.map(({ proposal, by }) => ({ proposal, by })),
      request: request && { by: request.by, legalBasis: request.legalBasis, document: paperOf(request) },
      approval: approval && { by: approval.by, executableFrom: approval.executableFrom },
      execution: execution && { by: execution.by, on: execution.executedOn },
    };
  });
}

const paperOf = (row: { readonly documentNumber: string | null; readonly documentSignedOn: PlainDate | null }) => ({
  number: row.documentNumber,
  signedOn: row.documentSignedOn,
});

export interface Executed {
  readonly owner: KeyOwner;
  readonly on: PlainDate;
}

/** Owners whose erasure is executed. Cost: linear in their number. */
export async function executedErasures(db: ErasuresDb, position: bigint): Promise<readonly Executed[]> {
  const rows = await db.selectFrom('executions').where(knownAt(position)).selectAll().execute();
  return rows.map(({ ownerKind: kind, ownerId: id, executedOn: on }) => ({ owner: { kind, id }, on }));
}
