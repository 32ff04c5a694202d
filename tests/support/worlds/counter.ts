import { z } from 'zod';
import { WHOLE_STORE } from '#kernel/concern';
import { decider } from '#kernel/decider';
import { v1 } from '#kernel/event';
import { streamId } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { refusals } from '#kernel/rejection';
import { CommandHasher, MemoryCommandKeys } from '#platform/commands/command-hash';
import type { Appended, EventStore } from '#platform/event-store/event-store';
import type { Envelope } from '#platform/commands/envelope';
import { Executor } from '#platform/commands/execute';
import { MemoryEventStore } from '#platform/event-store/memory.event-store';
import { SYSTEM } from '#platform/commands/store-declaration';
import { randomId } from './records.js';

const refuse = refusals({ Empty: { vi: 'Đã hết', en: 'Nothing is left' } });

/** A counter that may never fall below zero: the smallest decider that can test the executor. */
export const counter = decider<number>()({
  category: 'counter',
  twins: 'none: a kind of record of tests',
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
  depending: 'none',
});

/** The log to which the executors write, and the keys of their command hashes. */
export const log = randomId();
const keys = new MemoryCommandKeys();

export const add = (n: number) => ({ type: 'Add', data: { n } }) as const;
export const take = (n: number) => ({ type: 'Take', data: { n } }) as const;
export const envelope = (over: Partial<Envelope> = {}): Envelope => ({
  commandId: randomId(),
  actor: SYSTEM,
  correlationId: randomId(),
  causationId: null,
  expectedRevision: null,
  facts: {},
  ...over,
});
export const executorOn = (store: EventStore, demo = false, now = () => new Date()): Executor =>
  new Executor({ store, log, hasher: new CommandHasher(keys), acceptsInjectedClock: demo, now });

/** A store between the executor and the real store that misbehaves on chosen appends. */
export class FaultyStore extends MemoryEventStore {
  appends = 0;
  fault: (call: number, really: () => Promise<Appended>, first?: EventRecord) => Promise<Appended> = (_, really) =>
    really();
  override append(...args: Parameters<EventStore['append']>): Promise<Appended> {
    return this.fault(++this.appends, () => super.append(...args), args[2][0]);
  }
}

/** A counter at zero in a store of its own. Commands go through one executor, unless a test names another. */
export function aCounter() {
  const store = new FaultyStore();
  const executor = executorOn(store);
  const stream = streamId('counter', randomId());
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
  return { store, executor, stream, run, total };
}
