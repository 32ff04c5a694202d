import type { PlainDate } from '#kernel/dates';
import type { KeyOwner } from '#platform/sealing/key-ring';
import type { ReadTables } from '#platform/projections/rows-for';
import type { ErasureStatus } from './codes.js';
import type { erasures } from './erasures.projection.js';

type Tables = ReadTables<typeof erasures>;
type Kind = KeyOwner['kind'];

/** The acts on the erasures of one id, by table; holds, requests, approvals and steps oldest first. */
export type Acts = { readonly [K in keyof Tables]: readonly Tables[K][] };

/** Proposals with what followed each. */
const proposalsIn = ({ steps }: Acts) =>
  steps
    .filter(({ step }) => step === 'PROPOSED')
    .map((proposed) => {
      const own = steps.filter((one) => one.proposal === proposed.proposal);
      const agreed = own.filter(({ step }) => step === 'AGREED');
      const isCarriedOut = agreed.length >= proposed.persons - 1;
      const isOpen = !isCarriedOut && !own.some(({ step }) => step === 'DECLINED');
      // The acts follow the last agreement; a correction or an annulment has no row at its own revision.
      const end = isCarriedOut ? (agreed.at(-1)?.revision ?? 0) + proposed.acts : proposed.revision;
      return { ...proposed, isOpen, end };
    });

/** The state of the erasure and the holds of one id, for each kind of owner that an act names. */
export function statusesOf(acts: Acts, asOf: PlainDate) {
  const proposals = proposalsIn(acts);
  const rows = Object.values(acts).flat();
  const revision = Math.max(...rows.map((row) => row.revision), ...proposals.map(({ end }) => end));
  const { holds, requests, executions } = acts;
  const named = [...requests, ...holds, ...executions].map(({ ownerKind }) => ownerKind);
  const proposed = proposals.flatMap(({ heldKind }) => heldKind ?? []);
  return [...new Set([...named, ...proposed])]
    .sort()
    .map((kind) => ({ revision, ...statusOf(acts, kind, proposals, asOf) }));
}

function statusOf(acts: Acts, kind: Kind, proposals: ReturnType<typeof proposalsIn>, asOf: PlainDate) {
  const { request, approval } = requestOf(acts, kind);
  const execution = acts.executions.find(({ ownerKind }) => ownerKind === kind) ?? null;
  const lifted = new Set(acts.lifted.map(({ holdId }) => holdId));
  const ownHolds = acts.holds.filter(({ ownerKind }) => ownerKind === kind);
  const holds = ownHolds.filter(({ holdId }) => !lifted.has(holdId));
  // To annul a lifting is to place the hold again.
  const isAnnulled = (entry: number | null) =>
    acts.lifted.some(({ revision, holdId }) => revision === entry && ownHolds.some((hold) => hold.holdId === holdId));
  const proposed = proposals.filter(
    ({ isOpen, heldKind, annuls }) => isOpen && (heldKind === kind || isAnnulled(annuls)),
  );
  const isDue = approval !== null && approval.executableFrom <= asOf && holds.length === 0 && proposed.length === 0;
  const status: ErasureStatus = execution
    ? 'EXECUTED'
    : isDue
      ? 'DUE'
      : approval
        ? 'APPROVED'
        : request
          ? 'REQUESTED'
          : 'NONE';
  return {
    ownerKind: kind,
    status,
    holds: holds.map((row) => ({ holdId: row.holdId, ground: row.ground, by: row.by, document: paperOf(row) })),
    proposedHolds: proposed.map(({ proposal, by }) => ({ proposal, by })),
    request: request && { by: request.by, legalBasis: request.legalBasis, document: paperOf(request) },
    approval: approval && {
      by: approval.by,
      executableFrom: approval.executableFrom,
      linkedIds: approval.linkedIds,
    },
    execution: execution && { by: execution.by, on: execution.executedOn, linkedIds: execution.linkedIds },
  };
}

/** The last request for a kind of owner, unless it was withdrawn, and its approval. One request is pending at a time. */
function requestOf({ requests, approvals, withdrawals }: Acts, kind: Kind) {
  const request = requests.findLast(({ ownerKind }) => ownerKind === kind);
  if (!request) return { request: null, approval: null };
  const next = requests.find(({ revision }) => revision > request.revision)?.revision ?? Infinity;
  const isAfter = ({ revision }: { readonly revision: number }) => revision > request.revision && revision < next;
  if (withdrawals.some(isAfter)) return { request: null, approval: null };
  return { request, approval: approvals.findLast(isAfter) ?? null };
}

const paperOf = (row: { readonly documentNumber: string | null; readonly documentSignedOn: PlainDate | null }) => ({
  number: row.documentNumber,
  signedOn: row.documentSignedOn,
});
