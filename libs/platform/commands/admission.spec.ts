import { beforeEach, describe, expect, it } from '@jest/globals';
import type { History } from '#kernel/decider';
import type { EntryCommand } from '#kernel/entry-commands';
import { Rejection } from '#kernel/rejection';
import type { EventStore } from '#platform/event-store/event-store';
import { aCounter, add, counter, envelope, executorOn, take } from '../../../tests/support/worlds/counter.js';
import { randomId } from '../../../tests/support/worlds/records.js';
import { KeyReused, NoSuchRecord, type Prepare, StaleRevision } from './envelope.js';

type Preparing = Prepare<number, typeof counter.commands>;
const CORRECTION: EntryCommand = { type: 'CorrectEntry', data: { corrects: 0, reason: 'x', changes: [] } };
const HIDDEN = { maySee: (): boolean => false };

describe('a command about a record that its sender may not know of', () => {
  let { store, executor, stream, run } = aCounter();
  beforeEach(async () => {
    ({ store, executor, stream, run } = aCounter());
    await run(add(3));
  });

  it.each([
    ['whatever it asks', add(1), {}],
    ['whatever revision its sender has seen', add(1), { expectedRevision: 99 }],
    ['also where the record refuses it', take(99), {}],
    ['also a correction', CORRECTION, {}],
  ])('is answered as one about no record at all: %s', async (_, command, over) => {
    const asked = { ...over, mustExist: true };
    const hidden = executor.execute(counter, stream, command, envelope({ ...asked, ...HIDDEN }));
    await expect(hidden).rejects.toThrow(NoSuchRecord);
    const nowhere = aCounter();
    const none = nowhere.executor.execute(counter, nowhere.stream, command, envelope(asked));
    await expect(none).rejects.toThrow(NoSuchRecord);
  });

  it('is answered so before a key that is known', async () => {
    const commandId = randomId();
    await run(add(1), { commandId });
    const over = { commandId, ...HIDDEN, mustExist: true };
    await expect(run(add(1), over)).rejects.toThrow(NoSuchRecord);
    await expect(run(add(2), over)).rejects.toThrow(NoSuchRecord);
    await expect(run(add(2), { commandId })).rejects.toThrow(KeyReused);
  });

  it('writes nothing, prepares nothing and reads as much as one about no record', async () => {
    const reads = (of: EventStore) => {
      let count = 0;
      const really = of.read.bind(of);
      of.read = (...args: Parameters<EventStore['read']>) => {
        count++;
        return really(...args);
      };
      return () => count;
    };
    let prepared = 0;
    const prepare: Preparing = () => {
      prepared++;
      return { command: add(1) };
    };
    const nowhere = aCounter();
    const fresh = executorOn(store);
    const counts = [reads(store), reads(nowhere.store)] as const;
    for (let i = 0; i < 3; i++) {
      const hidden = fresh.execute(counter, stream, prepare, envelope({ ...HIDDEN, mustExist: true }));
      await expect(hidden).rejects.toThrow(NoSuchRecord);
      const none = nowhere.executor.execute(counter, nowhere.stream, prepare, envelope({ mustExist: true }));
      await expect(none).rejects.toThrow(NoSuchRecord);
      expect(counts[0]()).toBe(counts[1]());
    }
    expect(prepared).toBe(0);
    expect(await store.read(stream)).toHaveLength(1);
  });

  it('is let in as soon as another process has recorded what opens the record', async () => {
    const sizes: number[] = [];
    const opensAt = (size: number) => {
      return executor.execute(counter, stream, add(1), {
        ...envelope({ mustExist: true }),
        maySee: (_, past) => {
          sizes.push(past.length);
          return past.length >= size;
        },
      });
    };
    await expect(opensAt(2)).rejects.toThrow(NoSuchRecord);
    await executorOn(store).execute(counter, stream, add(1), envelope());
    await expect(opensAt(2)).resolves.toMatchObject({ revision: 2 });
    expect(sizes).toEqual([1, 2]);
  });

  it('costs the same reads of the store whether the record is hidden and cached, hidden or missing', async () => {
    const read = store.read.bind(store);
    let reads = 0;
    store.read = (...args) => {
      reads++;
      return read(...args);
    };
    const readsOf = async (of: typeof stream) => {
      reads = 0;
      const asked = executor.execute(counter, of, add(1), {
        ...envelope({ mustExist: true }),
        maySee: () => false,
      });
      await expect(asked).rejects.toThrow(NoSuchRecord);
      return reads;
    };
    await executor.history(counter, stream);
    const missing = `counter-${randomId()}` as typeof stream;
    expect([await readsOf(stream), await readsOf(stream), await readsOf(missing), await readsOf(missing)]).toEqual([
      2, 2, 2, 2,
    ]);
  });
});

describe('what prepares a command', () => {
  let { store, executor, stream, run, total } = aCounter();
  beforeEach(() => {
    ({ store, executor, stream, run, total } = aCounter());
  });
  const preparing = (prepare: Preparing, over: Parameters<typeof envelope>[0] = {}, by = executor) =>
    by.execute(counter, stream, prepare, envelope(over));

  it('is given the record as it stands, and nothing of the store is read again for it', async () => {
    await run(add(2));
    let reads = 0;
    const really = store.read.bind(store);
    store.read = (...args) => {
      reads++;
      return really(...args);
    };
    await preparing(({ state }) => ({ command: add(state) }));
    expect([await total(), reads]).toEqual([4, 1]); // the only read of the store is by `total`
  });

  it('is given the record as it was, where the command is recorded already, and makes the same one', async () => {
    const commandId = randomId();
    const seen: (readonly [number, boolean])[] = [];
    const double: Preparing = ({ state }: History<number>, repeated) => {
      seen.push([state, repeated]);
      return { command: add(state + 1) };
    };
    const first = await preparing(double, { commandId });
    await run(add(10));
    expect(await preparing(double, { commandId })).toEqual({ ...first, repeated: true });
    expect(await preparing(double, { commandId }, executorOn(store))).toEqual({ ...first, repeated: true });
    expect([seen, await total()]).toEqual([
      [
        [0, false],
        [0, true],
        [0, true],
      ],
      11,
    ]);
  });

  it('is asked once, however often others are faster', async () => {
    let asked = 0;
    const slow: Preparing = async () => {
      asked++;
      await executorOn(store).execute(counter, stream, add(1), envelope());
      return { command: add(5) };
    };
    await run(add(1));
    await preparing(slow);
    expect([asked, await total()]).toEqual([1, 7]);
  });

  it('is not asked where the sender has seen another state', async () => {
    await run(add(1));
    const never: Preparing = () => {
      throw new Error('asked');
    };
    await expect(preparing(never, { expectedRevision: 7 })).rejects.toThrow(StaleRevision);
  });

  it('refuses only by what the store holds', async () => {
    await run(add(1));
    await executorOn(store).execute(counter, stream, add(9), envelope());
    const needsTen: Preparing = ({ state }) => {
      if (state < 10) throw new Rejection('TooFew', { vi: 'Chưa đủ', en: 'Too few' });
      return { command: take(10) };
    };
    await preparing(needsTen);
    expect(await total()).toBe(0);
  });
});

describe('the history of a record', () => {
  it('is that of the store, whoever wrote it, for one small read', async () => {
    const { store, executor, stream, run } = aCounter();
    await run(add(1));
    expect((await executor.history(counter, stream)).state).toBe(1);
    await executorOn(store).execute(counter, stream, add(4), envelope());
    expect((await executor.history(counter, stream)).state).toBe(5);
  });
});
