import type { Decider, History } from '#kernel/decider';
import { idOf, type StreamId } from '#kernel/ids';
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
  { mustExist = false, maySee, authorize }: Envelope,
): void {
  const { size, events } = history;
  const { ofRecord } = decider.concerns;
  // Asked whether there is such a record or not, so that the answer tells nothing of that.
  if (!mustExist && ofRecord) authorize?.(ofRecord(idOf(stream)), 'what is asked');
  const isKnown = size > 0 && maySee?.(decider, events) !== false;
  // Where a record may begin with the command, one that may not be seen is one that does not exist yet.
  if (!isKnown && (mustExist || (size > 0 && decider.restrictionOf(events) !== 'none')))
    throw new NoSuchRecord(stream, size > 0);
  if (size > 0) authorize?.(decider.concerned(history, []), mustExist ? 'what is recorded' : 'what is asked');
}

/** @throws StaleRevision where the sender has seen another state */
export function assertSeen(stream: StreamId, revision: number, { expectedRevision }: Envelope): void {
  if (expectedRevision !== null && expectedRevision !== revision)
    throw new StaleRevision(stream, expectedRevision, revision);
}
