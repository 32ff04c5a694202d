import { concernedBy } from '#kernel/concern';
import { pastEvent } from '#kernel/catalog';
import type { Decider, Recordable } from '#kernel/decider';
import { companionOf, type PastEvent } from '#kernel/effective';
import { streamId, type Uuid } from '#kernel/ids';
import { type Caller, inScope } from '#platform/access/caller';
import { maySee } from '#platform/access/wall';
import { notFound, Problem } from '#platform/http/problems';
import type { Executor } from '#platform/commands/execute';

/** The permission under which histories are read. */
const READ_HISTORY = 'read:history';

/**
 * Whether a caller may read the history of a record: it names every organization that the record ever concerned, so all
 * of them have to be in the scope.
 *
 * @param by the caller under the permission to read histories
 */
export function mayReadHistory(kind: Recordable, past: readonly PastEvent[], by: Caller): boolean {
  const { scope } = by;
  return (
    maySee(kind, past, by) &&
    (scope.everything || concernedBy(kind.concerns, [], past).organizations.every((id) => inScope(scope, id)))
  );
}

export interface Sought {
  readonly decider: Decider;
  /** The id in the address of the record's stream. */
  readonly id: Uuid;
  /** The events after this position do not count. */
  readonly position: bigint;
  readonly by: Caller;
  /** Whether an event is the one that began what was asked for. Default: the first of the stream. */
  readonly began?: (event: PastEvent) => boolean;
}

/**
 * The problem for a record that a query did not find: `record-annulled` if its first entry is annulled and the caller may
 * read its history, else the same `not-found` as for an id that no record has.
 */
export async function absence(
  executor: Executor,
  { decider, id, position, by, began = ({ revision }) => revision === 0 }: Sought,
): Promise<Problem> {
  const stream = streamId(decider.category, id);
  const { events } = await executor.recorded(decider, stream, position);
  const past = events.map(({ record }) => pastEvent(decider.catalog, record));
  const first = past.find(began);
  const reader = by.under(READ_HISTORY);
  if (!first || !reader.isPermitted() || !mayReadHistory(decider, past, reader)) return notFound();
  const last = past.findLast((event) => companionOf(event)?.corrects === first.revision);
  const companion = last && companionOf(last);
  if (companion?.how !== 'annulled') return notFound();
  return new Problem('record-annulled', {
    facts: {
      stream,
      entry: first.revision,
      annulledBy: last?.revision ?? null,
      recordedAt: last?.recordedAt ?? null,
      personId: last?.actor?.id ?? null,
      role: last?.actor?.role ?? null,
      reason: companion.reason,
      history: `/api/streams/${decider.category}/${id}/history`,
    },
  });
}
