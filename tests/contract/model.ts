import fc from 'fast-check';
import type { StreamId } from '#kernel/ids';
import { type EventRecord, recordText } from '#kernel/record';
import {
  Conflict,
  type EventStore,
  OutcomeUnknown,
  type StoredEvent,
  Unavailable,
} from '#platform/event-store/event-store';
import { newStream, testRecords } from '../support/worlds/records.js';

export type Step =
  | {
      readonly do: 'append';
      readonly writer: number;
      readonly stream: number;
      readonly size: number;
      readonly stale: boolean;
    }
  | { readonly do: 'many'; readonly writer: number; readonly sizes: readonly number[] }
  | { readonly do: 'again'; readonly writer: number; readonly which: number }
  | { readonly do: 'poll'; readonly reader: number; readonly limit: number }
  | { readonly do: 'resume'; readonly reader: number }
  | { readonly do: 'restart'; readonly reader: number }
  | { readonly do: 'kill backends' }
  | { readonly do: 'cut'; readonly after: number }
  | { readonly do: 'reopen'; readonly writer: number }
  | { readonly do: 'wait' };

const STREAMS = 3;
const READERS = 3;
const writer = fc.nat(15);
export const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      writer,
      stream: fc.nat(STREAMS - 1),
      size: fc.integer({ min: 1, max: 4 }),
      stale: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('many' as const),
      writer,
      sizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 6 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('again' as const), writer, which: fc.nat() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('poll' as const),
      reader: fc.nat(READERS - 1),
      limit: fc.integer({ min: 1, max: 200 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resume' as const), reader: fc.nat(READERS - 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), reader: fc.nat(READERS - 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill backends' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const), after: fc.nat(2000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const), writer }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
) satisfies fc.Arbitrary<Step>;

interface Attempt {
  readonly stream: StreamId;
  readonly records: readonly EventRecord[];
  /** The event that its writer expected before this one, if the writer named it. */
  readonly follows: EventRecord | undefined;
  readonly head: bigint;
  outcome: 'pending' | 'refused' | 'unknown' | { readonly position: bigint };
}

interface Reader {
  checkpoint: bigint;
  saved: bigint;
  seen: StoredEvent[];
}

/**
 * Runs many writers, readers, cut connections and killed backends on one log. Some promises are checked at every step,
 * all of them at the end.
 */
export class Run {
  readonly #streams = Array.from({ length: STREAMS }, () => newStream());
  readonly #revisions = new Map<StreamId, number>();
  readonly #last = new Map<StreamId, EventRecord>();
  readonly #attempts: Attempt[] = [];
  readonly #pending = new Set<Promise<void>>();
  readonly #readers: Reader[];
  readonly violations: string[] = [];
  #acknowledged: bigint;

  constructor(
    private readonly writers: Pick<EventStore, 'append'>[],
    private readonly reader: EventStore,
    private readonly start: bigint,
    private readonly open: () => Pick<EventStore, 'append'>,
    private readonly disturb: { kill: () => Promise<unknown>; cut: (bytes: number) => void },
  ) {
    this.#acknowledged = start;
    this.#readers = Array.from({ length: READERS }, () => ({ checkpoint: start, saved: start, seen: [] }));
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'append':
        return this.#append(step.writer, this.#streams[step.stream] ?? newStream(), step.size, step.stale);
      case 'many':
        for (const size of step.sizes) this.#append(step.writer, newStream(), size, false);
        return;
      case 'again': {
        const attempt = this.#attempts[step.which % Math.max(1, this.#attempts.length)];
        if (attempt) this.#send(step.writer, attempt.stream, attempt.records, attempt.follows);
        return;
      }
      case 'poll':
        return this.#poll(this.#readers[step.reader], step.limit);
      case 'resume': // a reader crashed and forgets what it read after its last saved checkpoint
        return this.#back(this.#readers[step.reader], 'saved');
      case 'restart':
        return this.#back(this.#readers[step.reader], 'start');
      case 'kill backends':
        await this.disturb.kill();
        return;
      case 'cut':
        return this.disturb.cut(step.after);
      case 'reopen':
        this.writers[step.writer % this.writers.length] = this.open();
        return;
      case 'wait':
        await Promise.all(this.#pending);
    }
  }

  #append(writer: number, stream: StreamId, size: number, stale: boolean): void {
    const revision = this.#revisions.get(stream) ?? -1;
    const expected = stale ? Math.max(-1, revision - 1) : revision;
    const records = testRecords(stream, expected, size);
    const follows = stale ? undefined : this.#last.get(stream);
    const last = records.at(-1);
    if (!stale && last) {
      this.#revisions.set(stream, revision + size);
      this.#last.set(stream, last);
    }
    this.#send(writer, stream, records, follows);
  }

  #send(writer: number, stream: StreamId, records: readonly EventRecord[], follows?: EventRecord): void {
    const attempt: Attempt = { stream, records, follows, head: this.#acknowledged, outcome: 'pending' };
    this.#attempts.push(attempt);
    const store = this.writers[writer % this.writers.length];
    const done = this.#outcome(attempt, store ?? this.reader).finally(() => this.#pending.delete(done));
    this.#pending.add(done);
  }

  async #outcome(attempt: Attempt, store: Pick<EventStore, 'append'>): Promise<void> {
    const { stream, records, follows } = attempt;
    try {
      const { position } = await store.append(stream, (records[0]?.revision ?? 0) - 1, records, follows);
      attempt.outcome = { position };
      if (position > this.#acknowledged) this.#acknowledged = position;
      const head = await this.reader.head();
      if (head < position) this.violations.push(`I8 head ${head} after an answer at ${position}`);
    } catch (error) {
      if (error instanceof OutcomeUnknown) attempt.outcome = 'unknown';
      else if (error instanceof Conflict || error instanceof Unavailable) attempt.outcome = 'refused';
      else throw error;
      if (error instanceof Conflict) {
        this.#revisions.set(stream, error.actual);
        this.#last.delete(stream);
      }
    }
  }

  async #poll(reader: Reader | undefined, limit: number): Promise<void> {
    if (!reader) return;
    const { checkpoint } = reader;
    const batch = await this.reader.readAll(checkpoint, limit);
    reader.saved = checkpoint;
    reader.seen.push(...batch);
    reader.checkpoint = batch.at(-1)?.position ?? checkpoint;
  }

  #back(reader: Reader | undefined, to: 'saved' | 'start'): void {
    if (!reader) return;
    if (to === 'start') reader.saved = this.start;
    reader.checkpoint = reader.saved;
    reader.seen = reader.seen.filter(({ position }) => position <= reader.checkpoint);
  }

  async finish(): Promise<string[]> {
    await Promise.all(this.#pending);
    for (const attempt of this.#attempts.filter(({ outcome }) => outcome === 'unknown')) {
      const again: Attempt = { ...attempt, outcome: 'pending' };
      await this.#outcome(again, this.reader);
      this.#attempts.push(again);
    }
    const log = await this.reader.readAll(this.start, 100_000);
    for (const reader of this.#readers) {
      while (reader.checkpoint < (log.at(-1)?.position ?? this.start)) await this.#poll(reader, 50);
      if (text(reader.seen) !== text(log)) this.violations.push('I1/I7 a reader saw something else than the log');
    }
    this.#check(log);
    return this.violations;
  }

  #check(log: readonly StoredEvent[]): void {
    const found = this.violations;
    for (const [i, { position }] of log.entries())
      if (position !== this.start + BigInt(i + 1)) found.push(`I2 position ${position} at place ${i}`);
    const next = new Map<string, number>();
    for (const { record } of log) {
      if (record.revision !== (next.get(record.stream) ?? 0)) found.push(`I5 ${record.stream} ${record.revision}`);
      next.set(record.stream, record.revision + 1);
    }
    const places = new Map(log.map(({ position, text: bytes }) => [bytes, position]));
    const known = new Map<string, boolean>();
    for (const { records, follows, outcome, head } of this.#attempts) {
      const stand = records.map((record) => places.get(recordText(record)));
      const all = stand.every((position) => position !== undefined);
      const id = records[0]?.id ?? '';
      if (!all && stand.some((position) => position !== undefined)) found.push(`I4 a part of an append stands`);
      if (typeof outcome === 'object' && stand.at(-1) !== outcome.position) found.push(`I1 answered, but not there`);
      const before = this.#attempts.find((other) => other.records === records);
      if (all && before?.head === head && (stand[0] ?? 0n) <= head) found.push(`I6 before what was answered earlier`);
      if (all && follows && !places.has(recordText(follows))) found.push(`I9 on another event than the one it follows`);
      known.set(id, (known.get(id) ?? false) || outcome !== 'refused');
    }
    for (const { records } of this.#attempts) {
      const refusedOnly = known.get(records[0]?.id ?? '') === false;
      if (refusedOnly && records.some((record) => places.has(recordText(record))))
        found.push('I3 a refused append stands');
    }
  }
}

const text = (events: readonly StoredEvent[]) =>
  events.map(({ position, text: bytes }) => `${position} ${bytes}`).join('\n');
