import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { streamId, type Uuid } from '#kernel/ids';
import { Conflict, OutcomeUnknown, Unavailable } from '#platform/event-store/event-store';
import {
  aCounter,
  add,
  counter,
  envelope,
  executorOn,
  FaultyStore,
  take,
} from '../../../tests/support/worlds/counter.js';
import { randomId } from '../../../tests/support/worlds/records.js';
import { rounds } from '../../../tests/support/rounds.js';
import { KeyReused } from './envelope.js';

describe('a command on a store that fails', () => {
  let { store, stream, run, total } = aCounter();
  beforeEach(() => {
    ({ store, stream, run, total } = aCounter());
  });

  it('is not refused for what another had decided but failed to write', async () => {
    await run(add(5));
    store.fault = (call, really) => (call === 2 ? Promise.reject(new Unavailable('gone')) : really());
    const first = run(take(5));
    const second = run(take(5));
    await expect(first).rejects.toThrow(Unavailable);
    expect(await second).toMatchObject({ revision: 1 });
  });

  it('whose answer was lost goes out again in the same bytes, and is written once', async () => {
    store.fault = async (call, really) => {
      await really();
      if (call < 3) throw new OutcomeUnknown(stream);
      return really();
    };
    expect(await run(add(3))).toMatchObject({ revision: 0 });
    expect([store.appends, await total()]).toEqual([3, 3]);
  });

  it('stays unknown when the store goes away after a lost answer', async () => {
    store.fault = (call) => Promise.reject(call === 1 ? new OutcomeUnknown(stream) : new Unavailable('gone'));
    await expect(run(add(3))).rejects.toThrow(OutcomeUnknown);
  });

  it('whose lost answer meant nothing was written is decided anew', async () => {
    store.fault = async (call, really) => {
      if (call > 1) return really();
      await executorOn(store).execute(counter, stream, add(7), envelope());
      throw new OutcomeUnknown(stream);
    };
    expect(await run(add(3))).toMatchObject({ revision: 1 });
    expect(await total()).toBe(10);
  });

  it('decided on a lost one is decided anew where somebody else has written in its place', async () => {
    await run(add(5));
    let decided: Promise<unknown> | undefined;
    store.fault = async (call, really) => {
      if (call !== 2) return really();
      await run(take(4), {}, executorOn(store));
      setTimeout(() => {
        decided = expect(run(take(2))).rejects.toMatchObject({ code: 'Empty' });
      }); // in the pause
      throw new OutcomeUnknown(stream);
    };
    expect(await run(add(1))).toMatchObject({ revision: 2 });
    await decided;
    expect(decided).toBeDefined();
    expect(await total()).toBe(2);
  });

  it('decided on a lost one is decided anew where its key was used in its place', async () => {
    const commandId = randomId();
    store.fault = async (call, really) => {
      if (call > 1) return really();
      await run(add(1), { commandId }, executorOn(store));
      await expect(run(take(5))).rejects.toMatchObject({ code: 'Empty' });
      throw new OutcomeUnknown(stream);
    };
    await expect(run(add(5), { commandId })).rejects.toThrow(KeyReused);
    expect(await total()).toBe(1);
  });

  it('in doubt stays so while what it follows may still come', async () => {
    const late: (() => Promise<unknown>)[] = [];
    store.fault = async (call, really) => {
      if (call === 3) throw new Unavailable('gone');
      if (call > 3) return really();
      late.push(really);
      throw new OutcomeUnknown(stream);
    };
    const both = [run(add(5)), run(take(5))];
    while (store.appends < 4) await new Promise(setImmediate);
    for (const write of late) await write();
    expect((await Promise.all(both)).map(({ revision, repeated }) => [revision, repeated])).toEqual([
      [0, false],
      [1, false],
    ]);
  });

  it('on its way is not written behind another history than the one it was decided on', async () => {
    let ticks = 0;
    const now = () => new Date(1_793_408_400_000 + Math.floor(ticks++ / 8)); // several decisions in one millisecond
    const ours = executorOn(store, false, now);
    await expect(run(take(1), {}, ours)).rejects.toMatchObject({ code: 'Empty' }); // caches the empty stream
    await run(add(1));
    let late: (() => Promise<unknown>) | undefined;
    store.fault = async (_, really, record) => {
      if (record?.data.n === 5 && record.revision === 1) throw new Unavailable('gone');
      if (record?.type !== 'Taken' || late) return really();
      late = really;
      throw new OutcomeUnknown(stream);
    };
    const [lost, other, taken] = [run(add(5), {}, ours), run(add(2), {}, ours), run(take(4), {}, ours)];
    const refused = expect(taken).rejects.toMatchObject({ code: 'Empty' });
    await expect(lost).rejects.toThrow(Unavailable);
    expect(await other).toMatchObject({ revision: 1 }); // the revision of the lost append, but after another event
    await expect(late?.()).rejects.toThrow(Conflict);
    await refused;
    expect(await total()).toBe(3);
  });

  it('is taken once and never breaks a rule, whatever is lost, raced or repeated', async () => {
    const step = fc.record({
      n: fc.integer({ min: 1, max: 5 }),
      adds: fc.boolean(),
      who: fc.nat(1),
      key: fc.nat(20),
      fault: fc.nat(8),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const shaky = new FaultyStore();
        const at = streamId('counter', randomId());
        const both = [executorOn(shaky), executorOn(shaky)] as const;
        const ids = Array.from({ length: 21 }, () => randomId());
        const faults = steps.map(({ fault }) => fault);
        shaky.fault = async (call, really) => {
          const fault = faults[call % (faults.length || 1)];
          if (fault === 0) throw new Unavailable('gone');
          if (fault === 2 && call % 2 === 0) {
            if (call % 4 === 0) setTimeout(() => void really().catch(() => undefined), call); // the append arrives late
            throw new OutcomeUnknown(at);
          }
          const appended = await really();
          if (fault === 1 && call % 2 === 0) throw new OutcomeUnknown(at);
          return appended;
        };
        const acked = new Map<Uuid, number>();
        await Promise.all(
          steps.map(async ({ n, adds, who, key }) => {
            const commandId = ids[key] ?? randomId();
            const receipt = await both[who === 0 ? 0 : 1]
              .execute(counter, at, adds ? add(n) : take(n), envelope({ commandId }))
              .catch((error: unknown) => {
                expect(['Rejection', 'KeyReused', 'Unavailable', 'OutcomeUnknown', 'Conflict']).toContain(
                  (error as Error).name,
                );
                return null;
              });
            if (receipt) acked.set(commandId, receipt.revision);
          }),
        );
        const events = await shaky.read(at);
        let left = 0;
        for (const { record } of events)
          expect((left += (record.type === 'Added' ? 1 : -1) * (record.data.n as number))).toBeGreaterThanOrEqual(0);
        expect(new Set(events.map(({ record }) => record.commandId)).size).toBe(events.length);
        for (const [commandId, revision] of acked) expect(events[revision]?.record.commandId).toBe(commandId);
      }),
      {
        numRuns: rounds(600),
        examples: [
          [
            [
              { n: 1, adds: false, who: 1, key: 0, fault: 0 },
              { n: 1, adds: true, who: 0, key: 0, fault: 1 },
              { n: 1, adds: false, who: 0, key: 1, fault: 0 },
              { n: 1, adds: true, who: 1, key: 1, fault: 1 },
            ],
          ],
          [
            [
              { n: 1, adds: false, who: 0, key: 0, fault: 0 },
              { n: 1, adds: true, who: 0, key: 0, fault: 1 },
              { n: 1, adds: false, who: 0, key: 0, fault: 0 },
              { n: 2, adds: true, who: 1, key: 0, fault: 0 },
              { n: 1, adds: false, who: 0, key: 1, fault: 1 },
              { n: 2, adds: false, who: 1, key: 1, fault: 0 },
            ],
          ],
        ],
      },
    );
  }, 60_000);
});
