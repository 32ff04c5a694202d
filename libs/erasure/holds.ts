import type { z } from 'zod';
import { type Companion, type PastEvent } from '#kernel/effective';
import { type Act, isOpen, type Proposal, proposalsIn } from '#kernel/proposal';
import type { OwnerKind } from './codes.js';
import { refuse } from './refusals.js';

type Kind = z.output<typeof OwnerKind>;

/** The fields that a correction may change, by the event that holds them. A hold is lifted or annulled as a whole. */
const CORRECTABLE: Readonly<Record<string, readonly string[]>> = {
  HoldPlaced: ['ground', 'document'],
  ErasureRequested: ['legalBasis', 'document'],
};

/**
 * Proposals that would place a hold, or would annul the lifting of one, and are neither carried out nor declined,
 * oldest first.
 *
 * @param kind whose holds are asked for; all if absent
 */
export const proposedHolds = (events: readonly PastEvent[], kind?: Kind): readonly Proposal[] =>
  proposalsIn('Erasure', events).filter(
    (one) =>
      isOpen(one) &&
      one.acts.some((act) => {
        const held = kindHeldBy(act, events);
        return held !== null && (kind === undefined || held === kind);
      }),
  );

/** The kind of owner whose content an act would hold back; null for an act that holds nothing back. */
function kindHeldBy({ type, data }: Act, events: readonly PastEvent[]): Kind | null {
  if (type === 'HoldPlaced') return data.ownerKind as Kind;
  return type === 'HoldLiftedAnnulled' ? kindOfLifting(data.corrects as number, events) : null;
}

/** The kind of owner whose hold an entry lifted. */
function kindOfLifting(entry: number, events: readonly PastEvent[]): Kind | null {
  const lifting = events[entry];
  if (lifting?.type !== 'HoldLifted') return null;
  const holdIdOf = ({ data }: PastEvent) => (data as { readonly holdId: string }).holdId;
  const placed = events.find((event) => event.type === 'HoldPlaced' && holdIdOf(event) === holdIdOf(lifting));
  return (placed?.data as { readonly ownerKind: Kind } | undefined)?.ownerKind ?? null;
}

/**
 * Refuses a correction or an annulment that would change whom an entry is about, or an erasure after its execution.
 *
 * @param notErased refuses if the content of this kind of owner is erased
 * @throws Rejection
 */
export function amendable(companion: Companion, events: readonly PastEvent[], notErased: (kind: Kind) => void): void {
  const { base, corrects } = companion;
  const first = events[corrects]?.data as Readonly<Record<string, unknown>>;
  if (base === 'ErasureRequested' && (companion.how === 'annulled' || !isExecuted(corrects, events)))
    return refuse('RequestsAreWithdrawn');
  if (companion.how === 'corrected') {
    const free = CORRECTABLE[base] ?? [];
    // Other fields hold ids and codes, which are texts.
    for (const [field, value] of Object.entries(companion.data))
      if (!free.includes(field) && value !== first[field]) refuse('FieldFixed', { field });
  }
  const kind = base === 'HoldLifted' ? kindOfLifting(corrects, events) : null;
  // The hold would be in force again over content that is gone.
  if (kind !== null) notErased(kind);
}

/** Whether the request of an entry led to an execution. */
function isExecuted(entry: number, events: readonly PastEvent[]): boolean {
  const ends = ['ErasureRequested', 'ErasureWithdrawn', 'ErasureExecuted'];
  return events.find(({ type, revision }) => revision > entry && ends.includes(type))?.type === 'ErasureExecuted';
}
