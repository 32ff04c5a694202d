import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { StreamId } from '#kernel/ids';
import { leafHash } from '#kernel/record';
import { newStream, randomId, testRecords } from '../../../tests/support/worlds/records.js';
import { appendingTarget } from './appending-target.js';
import { copyLog, type CopyTarget, NotTheBeginning } from './copy-log.js';
import {
  BEGINNING,
  Conflict,
  type EventStore,
  IntegrityAlarm,
  LogLeft,
  NO_STREAM,
  OutcomeUnknown,
  type StoredEvent,
} from './event-store.js';
import { MemoryEventStore } from './memory.event-store.js';

const LOG = randomId();
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/** A log of appends with one to four records each. Successive appends go to different streams. */
async function filled(appends: number, into = new MemoryEventStore()): Promise<MemoryEventStore> {
  await into.declare(LOG);
  const streams = Array.from({ length: 7 }, newStream);
  const at = new Map<StreamId, number>();
  for (let i = 0; i < appends; i++) {
    const stream = streams[(i * 3) % 7] ?? newStream();
    const before = at.get(stream) ?? NO_STREAM;
    const count = 1 + (i % 4);
    await into.append(stream, before, testRecords(stream, before, count));
    at.set(stream, before + count);
  }
  return into;
}

const all = (store: EventStore) => store.readAll(BEGINNING, 1_000_000);
/** The content of a log without its positions, which differ from store to store. */
const told = async (store: EventStore) => (await all(store)).map(({ text, endsAppend }) => [text, endsAppend]);
const digestOf = async (store: EventStore) => {
  const leaves = (await all(store)).map(({ text }) => Buffer.from(leafHash(text), 'hex'));
  return createHash('sha256').update(Buffer.concat(leaves)).digest('hex');
};

describe('a log that is carried to another store', () => {
  let source: MemoryEventStore;
  let there: MemoryEventStore;
  let target: CopyTarget;
  const targetOf = (store: EventStore): CopyTarget => appendingTarget(store, () => store.declare(LOG, true), 1);
  /** The other store, with appends of its own. */
  const appendingBy = (append: EventStore['append']): EventStore =>
    Object.assign(Object.create(there) as MemoryEventStore, {
      readAll: there.readAll.bind(there),
      declare: there.declare.bind(there),
      append,
    });
  const copy = (more: Partial<Parameters<typeof copyLog>[0]> = {}) =>
    copyLog({ source, target, words: 'the other store', ...more });
  beforeEach(async () => {
    source = await filled(700);
    there = new MemoryEventStore();
    target = targetOf(there);
  });

  it('is the same there, record for record and append for append, and is left here', async () => {
    const copied = await copy();
    expect(await told(there)).toEqual(await told(source));
    expect(copied).toEqual({ records: 1750, streams: 7, digest: await digestOf(source), recordsBefore: 0 });
    expect(await source.declaration()).toEqual({ log: LOG, leftFor: 'the other store' });
    expect(await there.declaration()).toEqual({ log: LOG, leftFor: null });
  });

  it('goes on where an earlier copy stood, whatever that had written', async () => {
    for (const appends of [1, 2, 333, 699]) {
      const again = new MemoryEventStore();
      let written = 0;
      const killed: CopyTarget = {
        ...targetOf(again),
        write: async (events) => {
          for (const append of appendsOf(events)) {
            if (written++ === appends) throw new Error('killed');
            await targetOf(again).write(append);
          }
        },
      };
      expect(await errorOf(copy({ target: killed }))).toMatchObject({ message: 'killed' });
      expect(await source.declaration()).toMatchObject({ leftFor: null });
      const found = (await all(again)).length;
      expect(found).toBeGreaterThan(0);
      expect(await told(again)).toEqual((await told(source)).slice(0, found));
    }
    await copy();
    const half = new MemoryEventStore();
    await targetOf(half).write((await all(there)).slice(0, 10));
    expect(await copy({ target: targetOf(half) })).toMatchObject({ recordsBefore: 10, records: 1750 });
    expect(await told(half)).toEqual(await told(source));
  });

  it('stops when the signal aborts, and leaves a target from which the next copy can resume', async () => {
    const stop = new AbortController();
    const stopped = copy({
      signal: stop.signal,
      onProgress: () => {
        stop.abort();
      },
    });
    expect(await stopped).toBeNull();
    expect((await source.declaration())?.leftFor).toBeNull();
    expect((await all(there)).length).toBeLessThan(1750);
    expect(await copy()).toMatchObject({ records: 1750 });
    expect(await told(there)).toEqual(await told(source));
  });

  it.each([
    ['another log', async () => filled(3)],
    ['one record that differs', async () => withRecords(await all(source), 5, true)],
    ['an append that is two', async () => withRecords(await all(source), 5, false)],
    [
      'this very log and one append more',
      async () => {
        const longer = new MemoryEventStore();
        await targetOf(longer).write(await all(source));
        const stream = newStream();
        await longer.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 1));
        return longer;
      },
    ],
  ])('is refused where the target holds %s, and nothing is written', async (_, holding) => {
    const other = await holding();
    const before = await told(other);
    let begun = false;
    const refusing: CopyTarget = {
      ...targetOf(other),
      begin: () => {
        begun = true;
        return Promise.resolve();
      },
    };
    expect(await errorOf(copy({ target: refusing }))).toBeInstanceOf(NotTheBeginning);
    expect([begun, await told(other)]).toEqual([false, before]);
    expect((await source.declaration())?.leftFor).toBeNull();
  });

  it('takes along what is written here until the very moment of the mark', async () => {
    const late: EventStore = Object.assign(Object.create(source) as MemoryEventStore, {
      readAll: source.readAll.bind(source),
      declaration: source.declaration.bind(source),
      leave: async (words: string) => {
        const stream = newStream();
        await source.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 3));
        await source.leave(words);
      },
    });
    expect(await copy({ source: late })).toMatchObject({ records: 1753, streams: 8, digest: await digestOf(source) });
    expect(await told(there)).toEqual(await told(source));
    const stream = newStream();
    expect(await errorOf(source.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 1)))).toBeInstanceOf(LogLeft);
  });

  it('is not marked as left when another program writes to the target meanwhile', async () => {
    const busy: CopyTarget = {
      ...target,
      write: async (events) => {
        await target.write(events);
        const stream = newStream();
        await there.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 1));
      },
    };
    expect(await errorOf(copy({ target: busy }))).toBeInstanceOf(IntegrityAlarm);
    expect((await source.declaration())?.leftFor).toBeNull();
  });

  it('sends an append with unknown outcome again, and stores it once', async () => {
    let lost = 0;
    const forgetful = appendingBy(async (...args) => {
      if (lost++ % 5 === 0) {
        if (lost % 2 === 0) await there.append(...args);
        throw new OutcomeUnknown(args[0]);
      }
      return there.append(...args);
    });
    expect(await copy({ target: targetOf(forgetful) })).toMatchObject({ records: 1750 });
    expect(await told(there)).toEqual(await told(source));
  });

  it('goes on when the last append of a killed copy arrives while its own is answered', async () => {
    let late = 0;
    const racing = appendingBy(async (...args) => {
      const receipt = await there.append(...args);
      if (late++ === 5) throw new Conflict(args[0], args[1], args[1] + 1); // seen, and not yet known as the same
      return receipt;
    });
    expect(await copy({ target: targetOf(racing) })).toMatchObject({ records: 1750 });
    expect(await told(there)).toEqual(await told(source));
  });
});

function appendsOf(events: readonly StoredEvent[]): StoredEvent[][] {
  const whole: StoredEvent[][] = [[]];
  for (const event of events) {
    whole.at(-1)?.push(event);
    if (event.endsAppend) whole.push([]);
  }
  return whole.filter(({ length }) => length > 0);
}

/** The beginning of a log with one difference: an append holds other records, or is split into several appends. */
async function withRecords(events: readonly StoredEvent[], at: number, changed: boolean): Promise<MemoryEventStore> {
  const store = new MemoryEventStore();
  for (const [i, append] of appendsOf(events)
    .slice(0, at + 3)
    .entries()) {
    const records = append.map(({ record }) => record);
    const [first] = records;
    if (!first) continue;
    if (i === at && changed) {
      await store.append(
        first.stream,
        first.revision - 1,
        testRecords(first.stream, first.revision - 1, records.length),
      );
    } else if (i === at + 2 && !changed) {
      for (const record of records) await store.append(record.stream, record.revision - 1, [record]);
    } else {
      await store.append(first.stream, first.revision - 1, records);
    }
  }
  return store;
}
