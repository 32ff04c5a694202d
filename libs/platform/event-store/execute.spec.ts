import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { WHOLE_STORE } from '#kernel/concern';
import { decider } from '#kernel/decider';
import { v1 } from '#kernel/event';
import { streamId, type Uuid } from '#kernel/ids';
import { refusals } from '#kernel/rejection';
import { randomId } from '../../../tests/support/records.js';
import { CommandHasher, MemoryCommandKeys } from './command-hash.js';
import { Conflict, type EventStore, OutcomeUnknown, Unavailable } from './event-store.js';
import { type Envelope, KeyReused, StaleRevision } from './envelope.js';
import { Executor } from './execute.js';
import { MemoryEventStore } from './memory.event-store.js';
import { SYSTEM } from './store-declaration.js';

const refuse = refusals({ Empty: { vi: 'Đã hết', en: 'Nothing is left' } });

/** A counter that may never fall below zero. */
const counter = decider<number>()({
  category: 'counter',
  commands: { Add: z.strictObject({ n: z.int() }), Take: z.strictObject({ n: z.int() }) },
  routes: null,
  events: { Added: v1({ n: z.int() }), Taken: v1({ n: z.int() }) },
  initial: 0,
  decide: {
    Add: ({ n }) => (n === 0 ? [] : [{ type: 'Added', data: { n } }]),
    Take: ({ n }, left) => (n > left ? refuse('Empty', { left }) : [{ type: 'Taken', data: { n } }]),
  },
  evolve: { Added: (left, { n }) => left + n, Taken: (left, { n }) => left - n },
  concerns: { judged: 'by record', of: () => WHOLE_STORE },
  restriction: 'none',
});

const log = randomId();
const add = (n: number) => ({ type: 'Add', data: { n } }) as const;
const take = (n: number) => ({ type: 'Take', data: { n } }) as const;
const envelope = (over: Partial<Envelope> = {}): Envelope => ({
  commandId: randomId(),
  actor: SYSTEM,
  correlationId: randomId(),
  causationId: null,
  expectedRevision: null,
  facts: {},
  ...over,
});
const executorOn = (store: EventStore, demo = false): Executor =>
  new Executor({ store, log, hasher: new CommandHasher(keys), acceptsInjectedClock: demo });
const keys = new MemoryCommandKeys();

/** A store between the executor and the real one that misbehaves on chosen appends. */
class Faulty extends MemoryEventStore {
  appends = 0;
  fault: (call: number, really: () => ReturnType<EventStore['append']>) => ReturnType<EventStore['append']> = (
    _,
    really,
  ) => really();
  override append(...args: Parameters<EventStore['append']>): ReturnType<EventStore['append']> {
    return this.fault(++this.appends, () => super.append(...args));
  }
}

describe('a command', () => {
  let store: Faulty;
  let executor: Executor;
  let stream: ReturnType<typeof streamId>;
  beforeEach(() => {
    store = new Faulty();
    executor = executorOn(store);
    stream = streamId('counter', randomId());
  });
  const run = (
    command: ReturnType<typeof add> | ReturnType<typeof take>,
    over: Partial<Envelope> = {},
    by = executor,
  ) => by.execute(counter, stream, command, envelope(over));
  const total = async () =>
    (await store.read(stream)).reduce(
      (sum, { record }) => sum + (record.type === 'Added' ? 1 : -1) * (record.data.n as number),
      0,
    );

  it('is recorded with who, when, why and in answer to what', async () => {
    const sent = envelope({ causationId: randomId() });
    const receipt = await executor.execute(counter, stream, add(3), sent);
    const [stored] = await store.read(stream);
    expect(stored?.record).toMatchObject({
      v: 1,
      log,
      stream,
      revision: 0,
      type: 'Added',
      schema: 1,
      clock: 'system',
      data: { n: 3 },
      commandId: sent.commandId,
      causationId: sent.causationId,
      correlationId: sent.correlationId,
      actor: SYSTEM,
    });
    expect(receipt).toMatchObject({
      stream,
      revision: 0,
      eventIds: [stored?.record.id],
      position: stored?.position,
      repeated: false,
    });
  });

  it('that comes again is answered with its first receipt and written once', async () => {
    const commandId = randomId();
    const first = await run(add(3), { commandId });
    await run(add(1));
    expect(await run(add(3), { commandId }, executorOn(store))).toEqual({ ...first, repeated: true });
    expect(await total()).toBe(4);
  });

  it('that comes again is known before If-Match is looked at', async () => {
    const sent = { commandId: randomId(), expectedRevision: -1 };
    await run(add(3), sent);
    expect(await run(add(3), sent)).toMatchObject({ repeated: true });
  });

  it('is refused under the key of another command', async () => {
    const commandId = randomId();
    await run(add(3), { commandId });
    await expect(run(add(4), { commandId })).rejects.toThrow(KeyReused);
  });

  it('sent ten times at once is written once', async () => {
    const commandId = randomId();
    const receipts = await Promise.all(Array.from({ length: 10 }, () => run(add(3), { commandId })));
    expect(receipts.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await total()).toBe(3);
  });

  it('that has nothing to add is answered with where the stream stands', async () => {
    const { position } = await run(add(3));
    expect(await run(add(0))).toMatchObject({ revision: 0, eventIds: [], position, repeated: false });
    expect(store.appends).toBe(1);
  });

  it('of 32 on one revision wins alone; the others hear which revision stands', async () => {
    await run(add(1));
    const results = await Promise.allSettled(Array.from({ length: 32 }, () => run(add(1), { expectedRevision: 0 })));
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ name: StaleRevision.name, expected: 0, actual: 1 });
  });

  it('does not wait for the disk of those before it', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    store.fault = async (_, really) => gate.then(really);
    const commands = Array.from({ length: 50 }, (_, i) => run(i === 0 ? add(100) : take(1)));
    while (store.appends < 50) await new Promise(setImmediate);
    open();
    expect((await Promise.all(commands)).map(({ revision }) => revision)).toEqual(commands.map((_, i) => i));
    expect(await total()).toBe(51);
  });

  it('is not refused for what another had decided but failed to write', async () => {
    await run(add(5));
    store.fault = (call, really) => (call === 2 ? Promise.reject(new Unavailable('gone')) : really());
    const first = run(take(5));
    const second = run(take(5));
    await expect(first).rejects.toThrow(Unavailable);
    expect(await second).toMatchObject({ revision: 1 });
  });

  it('is decided on what another process has written meanwhile', async () => {
    const other = executorOn(store);
    await run(add(1));
    await run(add(9), {}, other);
    expect(await run(take(10))).toMatchObject({ revision: 2 });
    await expect(run(take(1), {}, other)).rejects.toMatchObject({ code: 'Empty' });
    await run(add(1));
    expect(await run(take(1), { expectedRevision: 3 }, other)).toMatchObject({ revision: 4 });
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

  it('is not refused for a state that another process has changed, though one is sent at the same time', async () => {
    await run(add(1));
    await run(add(9), {}, executorOn(store));
    const [taken, added] = await Promise.all([run(take(10)), run(add(1))]);
    expect([taken.revision, added.revision].sort()).toEqual([2, 3]);
  });

  it('that loses every race is told of the conflict', async () => {
    store.fault = () => Promise.reject(new Conflict(stream, -1, 4));
    await expect(run(add(1))).rejects.toThrow(Conflict);
  });

  it('may bring its own recording time into a DEMO store only', async () => {
    const recordedAt = '2026-01-22T02:00:00.000Z' as Envelope['recordedAt'] & string;
    await expect(run(add(1), { recordedAt })).rejects.toThrow('DEMO');
    await run(add(1), { recordedAt }, executorOn(store, true));
    expect((await store.read(stream))[0]?.record).toMatchObject({ recordedAt, clock: 'injected' });
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
        const shaky = new Faulty();
        const at = streamId('counter', randomId());
        const both = [executorOn(shaky), executorOn(shaky)] as const;
        const ids = Array.from({ length: 21 }, () => randomId());
        const faults = steps.map(({ fault }) => fault);
        shaky.fault = async (call, really) => {
          const fault = faults[call % (faults.length || 1)];
          if (fault === 0) throw new Unavailable('gone');
          if (fault === 2 && call % 2 === 0) {
            if (call % 4 === 0) setTimeout(() => void really().catch(() => undefined), call); // it comes, and late
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
        numRuns: 60,
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
