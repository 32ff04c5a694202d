import { describe, expect, it } from '@jest/globals';
import type { StreamId } from '#kernel/ids';
import { type EventRecord, recordText } from '#kernel/record';
import { newStream, randomId, testRecords } from '../../../tests/support/worlds/records.js';
import { type Appended, BEGINNING, Conflict, type EventStore, NO_STREAM, type StoredEvent } from './event-store.js';

export const texts = (events: readonly StoredEvent[]) => events.map(({ text }) => text);
export const revisions = (events: readonly StoredEvent[]) => events.map(({ record }) => record.revision);
export const errorOf = (append: Promise<Appended>): Promise<unknown> =>
  append.then(
    () => undefined,
    (error: unknown) => error,
  );

export async function conflictOf(append: Promise<Appended>): Promise<Pick<Conflict, 'stream' | 'expected' | 'actual'>> {
  const error = await errorOf(append);
  if (!(error instanceof Conflict)) throw new Error(`no Conflict but ${String(error)}`);
  return { stream: error.stream, expected: error.expected, actual: error.actual };
}

/** Follows a subscription until a condition on all events so far holds; without a condition, until an empty batch. */
async function follow(
  store: EventStore,
  after: bigint,
  enough: (events: readonly StoredEvent[], batch: readonly StoredEvent[]) => boolean,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<StoredEvent[]> {
  const end = new AbortController();
  const events: StoredEvent[] = [];
  let begun: Promise<unknown> | undefined;
  for await (const batch of store.subscribe(after, end.signal)) {
    events.push(...batch);
    if (batch.length === 0) begun ??= meanwhile();
    if (enough(events, batch)) end.abort();
  }
  await begun;
  return events;
}
const atTheEnd = (_: readonly StoredEvent[], batch: readonly StoredEvent[]) => batch.length === 0;

export type Append = (records: readonly EventRecord[], follows?: EventRecord) => Promise<Appended>;
export type Begun = (count?: number) => Promise<{ stream: StreamId; records: EventRecord[]; appended: Appended }>;

/** Tests appends to one stream that are sent without waiting for the answer to the one before. */
export function pipelineContract(store: () => EventStore, append: Append, begun: Begun): void {
  describe('appends to one stream without waiting', () => {
    it('take effect in the order of the calls', async () => {
      const stream = newStream();
      const records = testRecords(stream, NO_STREAM, 40);
      const answers = await Promise.all(records.map((record) => append([record])));
      expect(answers.map(({ revision }) => revision)).toEqual(records.map(({ revision }) => revision));
      expect(texts(await store().read(stream))).toEqual(records.map(recordText));
    });

    it('conflict after a failed append', async () => {
      const { stream } = await begun();
      const chain = [
        testRecords(stream, 0, 1),
        testRecords(stream, 4, 2),
        testRecords(stream, 6, 1),
        testRecords(stream, 7, 1),
      ];
      const errors = await Promise.all(chain.map((records) => errorOf(append(records))));
      expect(errors.map((error) => error instanceof Conflict && error.actual)).toEqual([false, 1, 1, 1]);
      expect(revisions(await store().read(stream))).toEqual([0, 1]);
    });

    it('conflict when they follow a failed append, even if the revision of the stream fits', async () => {
      const { stream } = await begun(3);
      const lost = testRecords(stream, 0, 2);
      const built = testRecords(stream, 2, 1);
      const rest = testRecords(stream, 3, 1);
      const errors = await Promise.all([
        errorOf(append(lost)),
        errorOf(append(built, lost[1])),
        errorOf(append(rest, built[0])),
      ]);
      expect(errors.map((error) => error instanceof Conflict && error.actual)).toEqual([2, 2, 2]);
      expect(await conflictOf(append(built, lost[1]))).toEqual({ stream, expected: 2, actual: 2 });
      expect(revisions(await store().read(stream))).toEqual([0, 1, 2]);
    });

    it('succeed when the event to follow is stored, and conflict when another or none is there', async () => {
      const { stream, records } = await begun(2);
      const [second] = records.slice(1);
      if (!second) throw new Error('no record');
      const [third, fourth, fifth, sixth] = testRecords(stream, 1, 4);
      if (!third || !fourth || !fifth || !sixth) throw new Error('no records');
      for (const other of [
        { ...second, id: randomId() },
        { ...second, data: { n: 'decided anew' } },
      ])
        expect(await conflictOf(append([third], other))).toEqual({ stream, expected: 1, actual: 1 });
      expect(await conflictOf(append([fourth], third))).toEqual({ stream, expected: 2, actual: 1 });
      expect(await errorOf(append([third], fourth))).toBeInstanceOf(TypeError);
      await Promise.all([append([third], second), append([fourth], third), append([fifth], structuredClone(fourth))]);
      await append([sixth], structuredClone(fifth));
      expect((await append([fourth], third)).revision).toBe(3);
      expect(texts(await store().read(stream))).toEqual(
        [...records, third, fourth, fifth, sixth].map((record) => recordText(record)),
      );
    });

    it('may follow a repeated append, also one that is already stored', async () => {
      const { stream, records } = await begun();
      const [second, third] = testRecords(stream, 0, 2);
      if (!second || !third) throw new Error('no records');
      const again = Array.from({ length: 4 }, () => append(records));
      const answers = await Promise.all([...again, append([second], records[0]), append([third], second)]);
      expect(answers.map(({ revision }) => revision)).toEqual([0, 0, 0, 0, 1, 2]);
    });

    it('disturb no other stream by failing', async () => {
      const { stream } = await begun();
      const others = Array.from({ length: 20 }, () => testRecords(newStream(), NO_STREAM, 2));
      const failing = errorOf(append(testRecords(stream, 5, 1)));
      await Promise.all(others.map((records) => append(records)));
      expect(await failing).toBeInstanceOf(Conflict);
    });
  });
}

/** Tests reads and subscriptions. */
export function readingContract(store: () => EventStore, append: Append, begun: Begun): void {
  describe('reading', () => {
    it('a stream from a revision on, with a limit', async () => {
      const { stream } = await begun(5);
      expect(revisions(await store().read(stream, 2))).toEqual([2, 3, 4]);
      expect(revisions(await store().read(stream, 1, 2))).toEqual([1, 2]);
      expect(await store().read(stream, 5)).toEqual([]);
    });

    it('a stream that does not exist gives nothing', async () => {
      expect(await store().read(newStream())).toEqual([]);
    });

    it('the log in pages gives every event exactly once, in strictly growing order', async () => {
      const start = await store().head();
      const all = (await Promise.all([1, 2, 3, 4].map(begun))).flatMap(({ records }) => records);
      const events: StoredEvent[] = [];
      for (let after = start; ;) {
        const page = await store().readAll(after, 3);
        const last = page.at(-1);
        if (!last) break;
        expectWhole(page);
        const lastBegins = page.findLastIndex(({ endsAppend }, i) => endsAppend && i < page.length - 1) + 1;
        expect(lastBegins).toBeLessThan(3); // the page holds no more appends than its limit needs
        events.push(...page);
        after = last.position;
      }
      expect(texts(events).sort()).toEqual(all.map(recordText).sort());
      expectGrowing(events, start);
      expect(await store().head()).toBe(events.at(-1)?.position);
    });

    it('says of each event whether it ends its append, however it is read', async () => {
      const start = await store().head();
      const { stream, appended } = await begun(3);
      const [alone] = testRecords(stream, 2, 1);
      if (!alone) throw new Error('no record');
      await append([alone]);
      const ends = (events: readonly StoredEvent[]) => events.map(({ endsAppend }) => endsAppend);
      expect(ends(await store().read(stream))).toEqual([false, false, true, true]);
      expect(ends(await store().readAll(start, 100))).toEqual([false, false, true, true]);
      expect(ends(await follow(store(), start, atTheEnd))).toEqual([false, false, true, true]);
      expect((await store().at(appended.position))?.endsAppend).toBe(true);
    });

    it('the event at a position, and null where no event of this log begins', async () => {
      const { stream } = await begun(3);
      const events = await store().read(stream);
      for (const event of events) expect(await store().at(event.position)).toEqual(event);
      const head = await store().head();
      expect(await store().at(head + 1n)).toBeNull();
      expect(await store().at(head + 1_000_000n)).toBeNull();
    });

    it('whole appends, however small the limit', async () => {
      const start = await store().head();
      const { records } = await begun(150);
      await begun(2);
      const page = await store().readAll(start, 1);
      expect(texts(page)).toEqual(records.map(recordText));
    });
  });

  describe('subscribing', () => {
    it('from the beginning gives the whole log, then an empty batch', async () => {
      await begun(3);
      const events = await follow(store(), BEGINNING, atTheEnd);
      expect(texts(events)).toEqual(texts(await store().readAll(BEGINNING, 100_000)));
      expectGrowing(events, BEGINNING);
    });

    it('from a position gives what came after it, then what is still to come', async () => {
      const { appended } = await begun(2);
      const later = await begun(3);
      const live = testRecords(later.stream, 2, 6);
      const events = await follow(
        store(),
        appended.position,
        ({ length }) => length >= 9,
        async () => {
          for (const record of live) await append([record]);
        },
      );
      expect(texts(events)).toEqual([...later.records, ...live].map(recordText));
      expectGrowing(events, appended.position);
    });

    it('resumes at the end of any append without a gap or a repetition', async () => {
      const start = await store().head();
      await Promise.all([4, 3, 5].map(begun));
      const whole = await follow(store(), start, atTheEnd);
      expect(whole).toHaveLength(12);
      const ends = [...whole.entries()].filter(([, { endsAppend }]) => endsAppend);
      expect(ends).toHaveLength(3);
      for (const [i, { position }] of ends)
        expect(texts(await follow(store(), position, atTheEnd))).toEqual(texts(whole.slice(i + 1)));
    });

    it('gives each of several readers everything while many write', async () => {
      const start = await store().head();
      const streams = Array.from({ length: 8 }, () => newStream());
      const write = () =>
        Promise.all(streams.flatMap((stream) => testRecords(stream, NO_STREAM, 5).map((record) => append([record]))));
      const all = ({ length }: { length: number }) => length >= 40;
      const seen = await Promise.all([write, undefined, undefined].map((also) => follow(store(), start, all, also)));
      const log = texts(await store().readAll(start, 1000));
      expect(log).toHaveLength(40);
      for (const events of seen) expect(texts(events)).toEqual(log);
    });

    it('gives whole appends only, also of those that are being written', async () => {
      const start = await store().head();
      await Promise.all([200, 2, 31].map(begun));
      const batches: (readonly StoredEvent[])[] = [];
      const whole = (_: readonly StoredEvent[], batch: readonly StoredEvent[]) => batches.push(batch) > 0;
      const write = () => Promise.all(Array.from({ length: 12 }, (_, i) => begun(2 + 17 * i)));
      const total = 233 + 12 * 2 + 17 * 66;
      const events = await follow(store(), start, (all, batch) => whole(all, batch) && all.length >= total, write);
      expect(events).toHaveLength(total);
      for (const batch of batches) expectWhole(batch);
    });

    it('ends when the signal aborts, also while it waits', async () => {
      const end = new AbortController();
      let batches = 0;
      for await (const batch of store().subscribe(await store().head(), end.signal)) {
        expect(batch).toEqual([]);
        batches += 1;
        setTimeout(() => {
          end.abort();
        }, 20);
      }
      expect(batches).toBeGreaterThan(0);
      for await (const batch of store().subscribe(BEGINNING, end.signal))
        throw new Error(`${batch.length} after the end`);
    });

    it('ends when its reader leaves the loop', async () => {
      await begun();
      for await (const batch of store().subscribe(BEGINNING, new AbortController().signal)) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
    });
  });
}

function expectGrowing(events: readonly StoredEvent[], after: bigint): void {
  for (const [i, { position }] of events.entries()) expect(position > (events[i - 1]?.position ?? after)).toBe(true);
}

/** Expects a batch of whole appends: the first event begins an append, and the last event ends one. */
function expectWhole(batch: readonly StoredEvent[]): void {
  expect(batch.at(-1)?.endsAppend ?? true).toBe(true);
  for (const [i, { record }] of batch.entries()) {
    const before = batch[i - 1];
    const goesOn = before !== undefined && !before.endsAppend;
    if (goesOn) expect([record.stream, record.revision]).toEqual([before.record.stream, before.record.revision + 1]);
  }
}
