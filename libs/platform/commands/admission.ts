import type { Decider, History } from '#kernel/decider';
import type { StreamId } from '#kernel/ids';
import { type Envelope, NoSuchRecord, StaleRevision } from './envelope.js';

/**
 * Asked first, before anything is compared, so that no answer tells of a record that its sender may not know of.
 *
 * @throws NoSuchRecord | NotPermitted
 */
export function assertKnowable<S>(
  decider: Decider<S>,
  stream: StreamId,
  history: History<S>,
  { mustExist = false, mayKnow, authorize }: Envelope,
): void {
  if (history.size === 0) {
    if (mustExist) throw new NoSuchRecord(stream);
    return;
  }
  if (mayKnow && !mayKnow(decider.restrictionOf(history.events))) throw new NoSuchRecord(stream);
  authorize?.(decider.concerned(history, []), 'what is recorded');
}

/** @throws StaleRevision where the sender has seen another state */
export function assertSeen(stream: StreamId, revision: number, { expectedRevision }: Envelope): void {
  if (expectedRevision !== null && expectedRevision !== revision)
    throw new StaleRevision(stream, expectedRevision, revision);
}
