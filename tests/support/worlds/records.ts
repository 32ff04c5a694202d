import { randomUUID } from 'node:crypto';
import type { JsonObject } from '#kernel/canonical-json';
import { instant } from '#kernel/dates';
import { type StreamId, streamId, Uuid } from '#kernel/ids';
import { EventRecord } from '#kernel/record';

/** The log to which every record of the tests belongs. */
export const TEST_LOG = Uuid.parse('5a1e0000-0000-4000-8000-000000000001');

export const randomId = (): Uuid => Uuid.parse(randomUUID());

/** A stream to which nobody has written. */
export const newStream = (category = 'sample'): StreamId => streamId(category, randomId());

/** A valid record with new ids, with the present time of the system's clock unless the caller gives another. */
export function testRecord(
  stream: StreamId,
  revision: number,
  data: JsonObject = { n: revision },
  other: Partial<EventRecord> = {},
): EventRecord {
  const commandId = randomId();
  return EventRecord.parse({
    v: 1,
    log: TEST_LOG,
    id: randomId(),
    stream,
    revision,
    type: 'SampleRecorded',
    schema: 1,
    recordedAt: instant(new Date()),
    clock: 'system',
    commandId,
    commandHash: `test:${'0'.repeat(64)}`,
    causationId: null,
    correlationId: commandId,
    actor: { id: TEST_LOG, role: 'clerk', organizationId: null, delegationId: null },
    data,
    ...other,
  });
}

/** `count` records of a stream, after revision `expected`. */
export const testRecords = (stream: StreamId, expected: number, count: number, data?: JsonObject): EventRecord[] =>
  Array.from({ length: count }, (_, i) => testRecord(stream, expected + 1 + i, data));
