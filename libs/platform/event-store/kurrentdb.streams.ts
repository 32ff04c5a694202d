import { eventId, type StreamId, type Uuid } from '#kernel/ids';
import type { StoredEvent } from './event-store.js';
import type { Decoded } from './kurrentdb.codec.js';
import { strangeEvent } from './kurrentdb.intact.js';
import type { KurrentLog } from './kurrentdb.log.js';
import { streamRead } from './kurrentdb.wire.js';

/**
 * The events of one stream from a revision on. If the stream seems not to exist, its metadata are read, because a
 * deleted stream looks like one that never existed.
 *
 * @throws IntegrityAlarm
 * Unavailable
 */
export async function streamOf(
  log: KurrentLog,
  stream: StreamId,
  from: number,
  limit: number,
): Promise<readonly StoredEvent[]> {
  const events = await log.askStream(stream, streamRead(log.names.of(stream), BigInt(from), limit));
  if (events.length === 0 && from === 0) await log.assertKept(stream);
  const gap = events.findIndex((event, i) => event.revision !== BigInt(from + i));
  if (gap !== -1) await log.gap(stream, from + gap);
  const decoded = events.flatMap((event) => log.decode(event) ?? []);
  assertOnce(log, decoded);
  const last = decoded.at(-1);
  if (from === 0 && last && gap === -1) log.verifiedUpTo(stream, last.event.record.revision);
  return decoded.map(({ event }) => event);
}

/**
 * Runs every check of one stream. @throws IntegrityAlarm
 * Unavailable
 */
export async function inspected(log: KurrentLog, stream: StreamId): Promise<void> {
  await log.assertKept(stream);
  await streamOf(log, stream, 0, Number.MAX_SAFE_INTEGER);
}

/**
 * Checks that each command has recorded only once in a stream. In a log with older records, whose appends are not
 * marked, each event is an append of its own; there the ids of the events of a command must continue their count.
 *
 * @throws IntegrityAlarm if a command has recorded twice, or if an append continues at the wrong place
 */
function assertOnce(log: KurrentLog, decoded: readonly Decoded[]): void {
  const commands = new Map<Uuid, number>();
  const ids = new Set<string>();
  let before: Decoded | undefined;
  for (const next of decoded) {
    const { stream, revision, commandId, id } = next.event.record;
    const begins = before === undefined || before.event.endsAppend;
    const inOrder = before === undefined || (next.part?.index ?? 1) === (begins ? 1 : (before.part?.index ?? 0) + 1);
    const count = commands.get(commandId) ?? 0;
    const again = begins && next.part !== null && count > 0 && id !== eventId(stream, commandId, count);
    if (again || ids.has(id) || !inOrder)
      log.intact.found(
        `event ${revision} of ${stream} repeats an earlier event`,
        strangeEvent('eventTwice', stream, revision, next.id),
      );
    commands.set(commandId, count + 1);
    ids.add(id);
    before = next;
  }
}
