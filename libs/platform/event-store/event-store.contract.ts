import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StreamId } from '#kernel/ids';
import { type EventRecord, leafHash, MAX_RECORD_BYTES, recordText } from '#kernel/record';
import { newStream, testRecord, testRecords } from '../../../tests/support/worlds/records.js';
import { type Appended, Conflict, type EventStore, NO_STREAM, TooLarge } from './event-store.js';
import { declaringContract, type StoreUnderTest } from './event-store.declaring.contract.js';
import {
  type Begun,
  conflictOf,
  errorOf,
  pipelineContract,
  readingContract,
  revisions,
  texts,
} from './event-store.reading.contract.js';

/** Tests the promises of `EventStore`. One store serves all these tests; each test uses streams of its own. */
export function eventStoreContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`event store ${name}`, () => {
    let place: StoreUnderTest;
    let store: EventStore;
    beforeAll(async () => {
      place = await make();
      store = place.store;
    });
    afterAll(() => place.close());

    const append = (records: readonly EventRecord[], follows?: EventRecord) => {
      const [first] = records;
      if (!first) throw new Error('nothing to append');
      return store.append(first.stream, first.revision - 1, records, follows);
    };
    const begun = async (count = 1): Promise<{ stream: StreamId; records: EventRecord[]; appended: Appended }> => {
      const stream = newStream();
      const records = testRecords(stream, NO_STREAM, count);
      return { stream, records, appended: await append(records) };
    };

    describe('append', () => {
      it('answers with the last revision, the last position and the leaf hash of every record', async () => {
        const { stream, records, appended } = await begun(3);
        const stored = await store.read(stream);
        expect(appended.revision).toBe(2);
        expect(appended.position).toBe(stored.at(-1)?.position);
        expect(appended.leafHashes).toEqual(records.map((record) => leafHash(recordText(record))));
      });

      it('gives back the very bytes: Vietnamese, escapes, order of keys, great integers, depth', async () => {
        const stream = newStream();
        const data = {
          'z tên': 'Đảng ủy phường An Biên, “Kiểm tra” – nghiêm túc; ệ ữ ợ',
          a: 'tab\t newline\n return\r quote" backslash\\ slash/ control\u0001\u001f\u007f \u2028 emoji 🟢',
          Z: [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, true, false, null, '', [], {}],
          '10': { '9': { b: [{ deep: 'ơ' }], a: 'null' } },
          '2': "{}, NULL 'x' $1 %s \\x00 \\N",
          like: '{"json":"in text"}',
        };
        const written = [testRecord(stream, 0, data), testRecord(stream, 1, { '': 'x'.repeat(100_000) })];
        await append(written);
        const stored = await store.read(stream);
        expect(texts(stored)).toEqual(written.map(recordText));
        expect(stored.map(({ record }) => record)).toEqual(written);
      });

      it('accepts a record of exactly the maximum size and refuses one byte more, writing nothing', async () => {
        const stream = newStream();
        const bare = Buffer.byteLength(recordText(testRecord(stream, 0, { x: '' })));
        const sized = (bytes: number) => testRecord(stream, 0, { x: 'x'.repeat(bytes - bare) });
        expect(await errorOf(append([sized(MAX_RECORD_BYTES + 1)]))).toBeInstanceOf(TooLarge);
        expect(
          await errorOf(append([testRecord(stream, 0), { ...sized(MAX_RECORD_BYTES + 1), revision: 1 }])),
        ).toBeInstanceOf(TooLarge);
        expect(await store.read(stream)).toEqual([]);
        await append([sized(MAX_RECORD_BYTES)]);
        expect(Buffer.byteLength((await store.read(stream))[0]?.text ?? '')).toBe(MAX_RECORD_BYTES);
      });

      it('refuses an append that is too large as a whole, writing nothing', async () => {
        const stream = newStream();
        const records = testRecords(stream, NO_STREAM, 8, { x: 'x'.repeat(200_000) });
        expect(await errorOf(append(records))).toBeInstanceOf(TooLarge);
        expect(await store.read(stream)).toEqual([]);
      });

      it('refuses records of another stream or other revisions, and an append of none', async () => {
        const { stream } = await begun();
        const slips = [
          testRecords(newStream(), 0, 1),
          testRecords(stream, 1, 1),
          [...testRecords(stream, 0, 1), testRecord(stream, 3)],
          [],
        ];
        for (const records of slips) expect(await errorOf(store.append(stream, 0, records))).toBeInstanceOf(TypeError);
        expect(revisions(await store.read(stream))).toEqual([0]);
      });
    });

    describe('expectation', () => {
      it('conflicts when it is too high, too low, or NO_STREAM for a stream that exists, and names the actual revision', async () => {
        const { stream } = await begun(3);
        for (const expected of [NO_STREAM, 0, 1, 3, 7])
          expect(await conflictOf(append(testRecords(stream, expected, 1)))).toEqual({ stream, expected, actual: 2 });
        const none = newStream();
        expect(await conflictOf(append(testRecords(none, 0, 2)))).toEqual({
          stream: none,
          expected: 0,
          actual: NO_STREAM,
        });
        expect(revisions(await store.read(stream))).toEqual([0, 1, 2]);
        expect(await store.read(none)).toEqual([]);
      });

      it('writes all records of an append or none', async () => {
        const { stream } = await begun(2);
        const head = await store.head();
        await conflictOf(append(testRecords(stream, 0, 5)));
        expect(revisions(await store.read(stream))).toEqual([0, 1]);
        expect(await store.head()).toBe(head);
      });

      it('lets one of 32 concurrent appends on one revision win and shows the others the actual revision', async () => {
        const { stream } = await begun();
        const tries = await Promise.all(Array.from({ length: 32 }, () => errorOf(append(testRecords(stream, 0, 1)))));
        expect(tries.filter((error) => error === undefined)).toHaveLength(1);
        const lost = tries.filter((error) => error instanceof Conflict);
        expect(lost.map(({ actual }) => actual)).toEqual(Array.from({ length: 31 }, () => 1));
        expect(revisions(await store.read(stream))).toEqual([0, 1]);
      });
    });

    describe('the same records again', () => {
      it('are answered as the first time, also when more events followed', async () => {
        const { stream, records, appended } = await begun(2);
        expect(await append(records)).toEqual(appended);
        const next = testRecords(stream, 1, 2);
        const second = await append(next);
        expect(await append(records)).toEqual(appended);
        expect(await append(next)).toEqual(second);
        expect(revisions(await store.read(stream))).toEqual([0, 1, 2, 3]);
      });

      it('are written once when they are sent many times at once', async () => {
        const stream = newStream();
        const records = testRecords(stream, NO_STREAM, 2);
        const answers = await Promise.all(Array.from({ length: 10 }, () => append(records)));
        expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
        expect(texts(await store.read(stream))).toEqual(records.map(recordText));
      });

      it('are followed at once by the next append of the same caller', async () => {
        const { stream, records, appended } = await begun();
        const next = testRecords(stream, 0, 1);
        const [again, followed] = await Promise.all([append(records), append(next)]);
        expect(again).toEqual(appended);
        expect(followed.revision).toBe(1);
        expect(texts(await store.read(stream))).toEqual([...records, ...next].map(recordText));
      });

      it('with other content, or only in part the same, conflict with the actual revision', async () => {
        const { stream, records } = await begun(2);
        const other = records.map((record) => ({ ...record, data: { n: 'other' } }));
        const longer = [...records, testRecord(stream, 2)];
        const halfOther = [...records.slice(0, 1), ...other.slice(1)];
        for (const changed of [other, longer, halfOther])
          expect(await conflictOf(append(changed))).toEqual({ stream, expected: NO_STREAM, actual: 1 });
        expect(texts(await store.read(stream))).toEqual(records.map(recordText));
      });
    });

    pipelineContract(() => store, append, begun);
    readingContract(() => store, append, begun);
    declaringContract(make);
    if (name !== 'memory') reopenContract(() => place, begun);
  });
}

function reopenContract(place: () => StoreUnderTest, begun: Begun): void {
  it('shows everything to another process at once and lets it go on', async () => {
    const other = await place().reopen?.();
    if (!other) throw new Error('this store names no way to open it again');
    const { stream, records, appended } = await begun(2);
    expect(await other.head()).toBe(appended.position);
    expect(await other.append(stream, NO_STREAM, records)).toEqual(appended);
    const third = await other.append(stream, 1, testRecords(stream, 1, 1));
    expect(await conflictOf(place().store.append(stream, 1, testRecords(stream, 1, 1)))).toMatchObject({ actual: 2 });
    expect(third.position).toBe(await place().store.head());
    await other.close();
  });

  it('detects that another process wrote a different event than the one to follow', async () => {
    const other = await place().reopen?.();
    if (!other) throw new Error('this store names no way to open it again');
    const { store } = place();
    const { stream } = await begun();
    const [theirs, lost] = [...testRecords(stream, 0, 1), ...testRecords(stream, 0, 1)];
    await other.append(stream, 0, theirs ? [theirs] : []);
    const next = testRecords(stream, 1, 2);
    expect(await conflictOf(store.append(stream, 1, next, lost))).toEqual({ stream, expected: 1, actual: 1 });
    expect((await store.append(stream, 1, next, theirs)).revision).toBe(3);
    await other.close();
  });
}
