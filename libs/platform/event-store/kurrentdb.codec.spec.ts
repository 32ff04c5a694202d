import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type EventRecord, recordText } from '#kernel/record';
import { newStream, randomId, testRecord } from '../../../tests/support/records.js';
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

describe('a record in KurrentDB', () => {
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
    ['in a stream of another kind', { stream: 'mc_somewhere' }],
    ['of another kind', { type: '$metadata' }],
  ])('is none, and an alarm, %s', (_, difference) => {
    const event = { ...recorded(testRecord(newStream(), 0)), ...difference };
    expect(() => fromEvent('mc_', event)).toThrow(IntegrityAlarm);
  });
});
