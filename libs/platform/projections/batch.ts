import type pg from 'pg';
import type { StreamId } from '#kernel/ids';
import type { EventStore, StoredEvent } from '../event-store/event-store.js';
import type { RowChange } from './changes.js';
import type { LogEvent } from './decode.js';
import { Fold, type Parked } from './fold.js';
import { history, load, some, Wanted } from './past.js';
import type { Generation } from './generation.js';
import type { AnyProjection } from './projection.js';
import { withoutContent } from './row-refused.js';

export interface BatchSources {
  readonly pool: Pick<pg.Pool, 'query'>;
  readonly store: Pick<EventStore, 'read'>;
  readonly decode: (stored: StoredEvent) => LogEvent;
}

interface Step {
  readonly event: LogEvent;
  readonly changes?: readonly RowChange[];
  readonly failed?: Error;
}

/** What events make of a generation, and the streams that could not be followed. */
export interface Folded {
  readonly fold: Fold;
  readonly parked: readonly Parked[];
}

/** A batch whose handlers were asked, with all of the log that its corrections build on. */
export interface Prepared {
  readonly steps: readonly Step[];
  readonly wanted: ReadonlyMap<string, Wanted>;
  readonly base: (stream: StreamId, revision: number) => LogEvent | undefined;
  readonly history: (stream: StreamId) => readonly LogEvent[];
}

/** The part that looks at no table, so that it can be done while the batch before is written. */
export async function prepareBatch(
  { store, decode }: BatchSources,
  projection: AnyProjection,
  events: readonly LogEvent[],
): Promise<Prepared> {
  const plan = new Plan(projection);
  const steps = events.flatMap((event) => plan.step(event));
  const key = (stream: StreamId, revision: number) => `${stream}/${revision}`;
  const bases = new Map<string, LogEvent>();
  for (const event of events)
    if (plan.bases.get(event.stream)?.delete(event.revision)) bases.set(key(event.stream, event.revision), event);
  await sideBySide([...plan.bases], async ([stream, revisions]) => {
    for (const event of await some(store, decode, stream, revisions)) bases.set(key(stream, event.revision), event);
  });
  const histories = new Map<StreamId, LogEvent[]>();
  await sideBySide([...plan.histories], async (stream) => {
    histories.set(stream, await history(store, decode, stream));
  });
  return {
    steps,
    wanted: plan.wanted,
    base: (stream, revision) => bases.get(key(stream, revision)),
    history: (stream) => histories.get(stream) ?? [],
  };
}

/**
 * Looks up the rows that a batch builds on and applies it in order. A deterministic failure parks the stream from that
 * event on.
 *
 * @param isParked streams that are to be left alone
 */
export async function foldBatch(
  { pool }: BatchSources,
  generation: Generation,
  { steps, wanted, base, history: past }: Prepared,
  isParked: (stream: StreamId) => boolean,
): Promise<Folded> {
  const fold = new Fold(generation.of, {
    event: base,
    history: past,
    skipped: (stream, revision) => generation.skipped.get(stream)?.has(revision) === true,
  });
  await load(pool, generation.of, generation, wanted, fold);
  const parked = new Map<StreamId, Parked>();
  for (const { event, changes, failed } of steps) {
    const { stream, revision, position } = event;
    if (parked.has(stream) || isParked(stream)) continue;
    try {
      if (failed !== undefined) throw failed;
      fold.apply(event, changes);
    } catch (error) {
      parked.set(stream, { stream, revision, position, error: withoutContent(error) });
    }
  }
  return { fold, parked: [...parked.values()] };
}

/** Enough reads at a time to keep the store busy, few enough to leave it to others, too. */
const READS = 4;

async function sideBySide<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = all.values();
  const worker = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(READS, all.length) }, worker));
}

/** What a batch asks, and what must be known before it is applied. */
class Plan {
  readonly bases = new Map<StreamId, Set<number>>();
  readonly histories = new Set<StreamId>();
  readonly wanted = new Map<string, Wanted>();
  /** First revision of a stream in this batch: nothing stands yet of what that revision and later ones stated. */
  private readonly first = new Map<StreamId, number>();

  constructor(private readonly projection: AnyProjection) {}

  step(event: LogEvent): Step[] {
    const { projection } = this;
    const { stream, companion } = event;
    if (!this.first.has(stream)) this.first.set(stream, event.revision);
    if (companion) {
      if (!projection.handles.has(companion.base)) return [];
      if (projection.entangled) this.histories.add(stream);
      else this.bases.set(stream, (this.bases.get(stream) ?? new Set()).add(companion.corrects));
      for (const table of Object.keys(projection.tables))
        this.want(table, stream, projection.entangled ? null : companion.corrects);
      return [{ event }];
    }
    if (!projection.handles.has(event.type)) return [];
    try {
      const changes = projection.changes(event);
      if (projection.entangled) for (const change of changes) this.prepare(stream, change);
      return [{ event, changes }];
    } catch (failed) {
      return [{ event, failed: failed instanceof Error ? failed : new Error('what was thrown is no error') }];
    }
  }

  private prepare(stream: StreamId, change: RowChange): void {
    if (change.op === 'patch' || change.op === 'patchAll') this.want(change.table, stream, change.key.revision ?? null);
    if (change.op === 'requeue') this.want(change.table, stream, null);
  }

  private want(table: string, stream: StreamId, revision: number | null): void {
    const first = this.first.get(stream) ?? 0;
    if (first === 0 || (revision !== null && revision >= first)) return;
    const wanted = this.wanted.get(table) ?? new Wanted();
    wanted.add(stream, revision);
    this.wanted.set(table, wanted);
  }
}
