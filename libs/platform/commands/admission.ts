import type { Decider, History } from '#kernel/decider';
import { idOf, type StreamId } from '#kernel/ids';
import { type Envelope, NoSuchRecord, StaleRevision } from './envelope.js';

/**
 * Checks that the sender of a command may see the record. Runs before every other check, so that no answer reveals a
 * hidden record.
 *
 * @throws NoSuchRecord
 * NotPermitted
 */
export function assertKnowable<S>(
  decider: Decider<S>,
  stream: StreamId,
  history: History<S>,
  { mustExist = false, maySee, authorize }: Envelope,
): void {
  const { size, events } = history;
  const { ofRecord } = decider.concerns;
  // Checked also if the record does not exist: the answer must not reveal whether it does.
  if (!mustExist && ofRecord) authorize?.(ofRecord(idOf(stream)), 'what is asked');
  const isKnown = size > 0 && maySee?.(decider, events) !== false;
  // For a command that may begin the record, a hidden record counts as a record that does not exist yet.
  if (!isKnown && (mustExist || (size > 0 && decider.restrictionOf(events) !== 'none')))
    throw new NoSuchRecord(stream, size > 0);
  if (size === 0) return;
  const { organizations, members } = decider.concerned(history, []);
  // Some records are about a person whom only their id names.
  const persons = [...members, ...(ofRecord?.(idOf(stream)).members ?? [])];
  authorize?.({ organizations, members: persons }, mustExist ? 'what is recorded' : 'what is asked');
}

/** @throws StaleRevision if the sender has read another revision than the current one */
export function assertSeen(stream: StreamId, revision: number, { expectedRevision }: Envelope): void {
  if (expectedRevision !== null && expectedRevision !== revision)
    throw new StaleRevision(stream, expectedRevision, revision);
}
