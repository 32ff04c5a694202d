import type pg from 'pg';
import type { StreamId } from '#kernel/ids';
import type { EventStore, StoredEvent } from '../event-store/event-store.js';
import type { RowChange } from './changes.js';
import type { LogEvent } from './decode.js';
import { Fold, type Parked } from './fold.js';
import { history, load, some, Wanted } from './past.js';
import type { Generation } from './generation.js';
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

/**
 * Folds a batch: first every handler is asked, then what their changes build on is looked up in one go, then all is
 * applied in order. A deterministic failure parks the stream from that event on.
 *
 * @param isParked streams that are to be left alone
 */
export async function foldBatch(
  { pool, store, decode }: BatchSources,
  generation: Generation,
  events: readonly LogEvent[],
  isParked: (stream: StreamId) => boolean,
): Promise<Folded> {
  const { of: projection } = generation;
  const plan = new Plan(generation);
  const steps: Step[] = [];
  for (const event of events) if (!isParked(event.stream)) steps.push(...plan.step(event));

  const bases = new Map<string, LogEvent>();
  const key = (stream: StreamId, revision: number) => `${stream}/${revision}`;
  for (const [stream, revisions] of plan.bases) {
    for (const event of events)
      if (event.stream === stream && revisions.delete(event.revision)) bases.set(key(stream, event.revision), event);
    for (const event of await some(store, decode, stream, revisions)) bases.set(key(stream, event.revision), event);
  }
  const histories = new Map<StreamId, LogEvent[]>();
  for (const stream of plan.histories) histories.set(stream, await history(store, decode, stream));

  const fold = new Fold(projection, {
    event: (stream, revision) => bases.get(key(stream, revision)),
    history: (stream) => histories.get(stream) ?? [],
    skipped: (stream, revision) => generation.skipped.get(stream)?.has(revision) === true,
  });
  await load(pool, projection, generation, plan.wanted, fold);

  const parked = new Map<StreamId, Parked>();
  for (const { event, changes, failed } of steps) {
    const { stream, revision, position } = event;
    if (parked.has(stream)) continue;
    try {
      if (failed !== undefined) throw failed;
      fold.apply(event, changes);
    } catch (error) {
      parked.set(stream, { stream, revision, position, error: withoutContent(error) });
    }
  }
  return { fold, parked: [...parked.values()] };
}

/** What a batch asks, and what must be known before it is applied. */
class Plan {
  readonly bases = new Map<StreamId, Set<number>>();
  readonly histories = new Set<StreamId>();
  readonly wanted = new Map<string, Wanted>();
  /** First revision of a stream in this batch: nothing stands yet of what that revision and later ones stated. */
  private readonly first = new Map<StreamId, number>();

  constructor(private readonly generation: Generation) {}

  step(event: LogEvent): Step[] {
    const { of: projection } = this.generation;
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
