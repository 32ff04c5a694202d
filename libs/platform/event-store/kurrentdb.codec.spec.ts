import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { EventRecord, recordText } from '#kernel/record';
import { newStream, randomId, testRecord } from '../../../tests/support/worlds/records.js';
import { rounds } from '../../../tests/support/rounds.js';
import { IntegrityAlarm } from './event-store.js';
import { fromEvent, type Part, type RecordedEvent, toEvent } from './kurrentdb.codec.js';

const recorded = (record: EventRecord, part: Part = { index: 1, size: 1 }, prefix = 'mc_'): RecordedEvent => ({
  ...toEvent(record, part),
  stream: prefix + record.stream,
  revision: BigInt(record.revision),
  position: 4711n,
});

const text = fc.string({ unit: 'grapheme' }).map((raw) => raw.normalize('NFC').replaceAll('\u0000', ''));
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    text,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(text, tie('json'), { maxKeys: 3 }),
  ),
}));
const id = fc.constant(null).map(randomId);

/**
 * The schema that the codec once used. It is slower; the hand-written checks must accept and refuse the same events.
 */
const Metadata = z.object({
  v: z.literal('1'),
  id: z.string().optional(),
  append: z.string().optional(),
  log: z.string(),
  schema: z.string().regex(/^[1-9][0-9]{0,8}$/),
  recordedAt: z.string(),
  clock: z.string(),
  commandId: z.string(),
  commandHash: z.string(),
  $causationId: z.string().optional(),
  $correlationId: z.string(),
  actorId: z.string(),
  actorRole: z.string(),
  actorOrganizationId: z.string().optional(),
  actorDelegationId: z.string().optional(),
});

function textBySchema(prefix: string, event: RecordedEvent): string | null {
  const text = (bytes: Uint8Array) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  try {
    const m = Metadata.parse(JSON.parse(text(event.metadata)));
    const record = EventRecord.parse({
      v: 1,
      log: m.log,
      id: m.id ?? event.id,
      stream: event.stream.slice(prefix.length),
      revision: Number(event.revision),
      type: event.type,
      schema: Number(m.schema),
      recordedAt: m.recordedAt,
      clock: m.clock,
      commandId: m.commandId,
      commandHash: m.commandHash,
      causationId: m.$causationId ?? null,
      correlationId: m.$correlationId,
      actor: {
        id: m.actorId,
        role: m.actorRole,
        organizationId: m.actorOrganizationId ?? null,
        delegationId: m.actorDelegationId ?? null,
      },
      data: JSON.parse(text(event.data)) as unknown,
    });
    return recordText(record);
  } catch {
    return null;
  }
}

const metadataOf = ({ metadata }: RecordedEvent) =>
  JSON.parse(Buffer.from(metadata).toString('utf8')) as Record<string, string>;

/** An event as an older version of the program recorded it: no mark of its append, and its id is that of the record. */
function older(record: EventRecord, meddled: Record<string, unknown> = {}): RecordedEvent {
  const event = recorded(record);
  const kept = Object.entries(metadataOf(event)).filter(([name]) => name !== 'id' && name !== 'append');
  const metadata = Buffer.from(JSON.stringify({ ...Object.fromEntries(kept), ...meddled }));
  return { ...event, id: record.id, metadata };
}

const textByCodec = (event: RecordedEvent): string | null => {
  try {
    return fromEvent('mc_', event).event.text;
  } catch (error) {
    if (error instanceof IntegrityAlarm) return null;
    throw error;
  }
};

describe('a record in KurrentDB', () => {
  it('is accepted or refused as the schemas would, for any change of its metadata', () => {
    const names = [...Object.keys(Metadata.shape)].filter((name) => name !== 'id' && name !== 'append');
    const value = fc.oneof(
      fc.constantFrom<unknown>('', '1', '0', '2', 'system', 'injected', 'clerk', 'Clerk', null, 7, [], {}, true),
      fc.constantFrom('2026-02-29T00:00:00.000Z', '2024-02-29T23:59:59.999Z', '2024-02-30T00:00:00.000Z'),
      fc.constantFrom(
        '2026-11-29T24:00:00.000Z',
        '2026-11-29T08:00:00Z',
        '1899-12-31T23:59:59.999Z',
        '2200-01-01T00:00:00.000Z',
      ),
      fc.constantFrom('00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
      fc.constantFrom('ffffffff-ffff-fffF-ffff-ffffffffffff', `k-1:${'a'.repeat(64)}`, `k_1:${'a'.repeat(64)}`),
      fc.uuid(),
      fc.string({ maxLength: 12 }),
    );
    let taken = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 2 }), (meddled) => {
        const event = older(testRecord(newStream(), 3), meddled);
        const expected = textBySchema('mc_', event);
        if (expected === null) refused += 1;
        else taken += 1;
        expect(textByCodec(event)).toBe(expected);
      }),
      { numRuns: rounds(20_000) },
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(50);
  });

  it('of an older version is an append of its own, and is read unchanged', () => {
    const record = testRecord(newStream(), 4);
    const back = fromEvent('mc_', older(record));
    expect(back).toMatchObject({ part: null, event: { text: recordText(record), endsAppend: true } });
  });

  it('carries its place in its append, and ends the append when it is the last', () => {
    const record = testRecord(newStream(), 4);
    const parts = [1, 2, 3].map((index) => fromEvent('mc_', recorded(record, { index, size: 3 })));
    expect(parts.map(({ event }) => event.endsAppend)).toEqual([false, false, true]);
    expect(parts.map(({ part }) => part?.index)).toEqual([1, 2, 3]);
  });

  it('has an id on the server that only the same bytes at the same place in an append have', () => {
    const record = testRecord(newStream(), 4);
    const ids = [
      toEvent(record, { index: 1, size: 1 }),
      toEvent({ ...record, data: { n: 5 } }, { index: 1, size: 1 }),
      toEvent({ ...record, revision: 5 }, { index: 1, size: 1 }),
      toEvent(record, { index: 1, size: 2 }),
      toEvent(record, { index: 2, size: 2 }),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(5);
    expect(toEvent(structuredClone(record), { index: 1, size: 1 }).id).toBe(ids[0]);
    for (const one of ids) expect(() => z.uuid().parse(one)).not.toThrow();
  });

  it.each<[string, Partial<RecordedEvent>]>([
    ['under another id', { id: randomId() }],
    ['at another revision', { revision: 7n }],
    ['in another stream', { stream: `mc_${newStream()}` }],
  ])('is told as a copy %s', (_, difference) => {
    const copy = { ...recorded(testRecord(newStream(), 0)), ...difference };
    let alarm: unknown;
    try {
      fromEvent('mc_', copy);
    } catch (error) {
      alarm = error;
    }
    expect(alarm).toBeInstanceOf(IntegrityAlarm);
    expect(alarm).toMatchObject({ strange: { kind: 'eventTwice', event: copy.id } });
  });

  it('comes back with the very same text, whatever it holds', () => {
    const records = fc.record({
      data: fc.dictionary(text, json as fc.Arbitrary<null>, { maxKeys: 5 }),
      revision: fc.nat(),
      schema: fc.integer({ min: 1, max: 99 }),
      clock: fc.constantFrom('system' as const, 'injected' as const),
      causationId: fc.option(id),
      actor: fc.record({
        id,
        role: fc.constantFrom('clerk', 'chair'),
        organizationId: fc.option(id),
        delegationId: fc.option(id),
      }),
    });
    fc.assert(
      fc.property(records, ({ data, revision, ...other }) => {
        const record = testRecord(newStream(), revision, data, other);
        const back = fromEvent('mc_', recorded(record));
        expect(back.event).toEqual({ position: 4711n, text: recordText(record), record, endsAppend: true });
      }),
      { numRuns: rounds(1_000) },
    );
  });

  it('has metadata of strings only, in which what is null is absent', () => {
    const { metadata } = toEvent(testRecord(newStream(), 0), { index: 1, size: 2 });
    const told = JSON.parse(Buffer.from(metadata).toString('utf8')) as Record<string, unknown>;
    expect(Object.values(told).every((value) => typeof value === 'string')).toBe(true);
    expect(Object.keys(told)).not.toContain('$causationId');
    expect(Object.keys(told)).toContain('$correlationId');
  });

  it.each<[string, Partial<RecordedEvent>]>([
    ['without metadata', { metadata: new Uint8Array() }],
    ['with metadata of another version', { metadata: Buffer.from('{"v":"2"}') }],
    ['with data that is no object', { data: Buffer.from('[]') }],
    ['with data that is no JSON', { data: Buffer.from([0xff, 0xfe]) }],
    ['with a fraction in its data', { data: Buffer.from('{"n":1.5}') }],
    ['with data in another order than the canonical one', { data: Buffer.from('{"b":1,"a":2}') }],
    ['with white space in its data', { data: Buffer.from('{"n": 0}') }],
    ['in a stream of another kind', { stream: 'mc_somewhere' }],
    ['of another kind', { type: '$metadata' }],
  ])('is none, and an alarm, %s', (_, difference) => {
    const event = { ...recorded(testRecord(newStream(), 0)), ...difference };
    expect(() => fromEvent('mc_', event)).toThrow(IntegrityAlarm);
  });
});
