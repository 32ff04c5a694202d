import type pg from 'pg';
import type { StreamId } from '#kernel/ids';
import type { EventStore, StoredEvent } from '#platform/event-store/event-store';
import type { RowChange } from '#platform/projections/declaring/changes';
import type { AnyProjection } from '#platform/projections/declaring/projection';
import { withoutContent } from '#platform/projections/declaring/row-refused';
import type { LogEvent } from '#platform/projections/folding/decode';
import { Fold, type Parked } from '#platform/projections/folding/fold';
import type { Generation } from './generation.js';
import { load, type Revisions, some } from './past.js';

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

/** A batch applied to a generation in memory, and the streams to park. */
export interface FoldedBatch {
  readonly fold: Fold;
  readonly parked: readonly Parked[];
}

/** A batch with the row changes of its handlers, and the earlier events that its corrections need. */
export interface Prepared {
  readonly steps: readonly Step[];
  /** Events before the batch that it corrects or annuls: their rows are in the tables. */
  readonly amended: Revisions;
  readonly base: (stream: StreamId, revision: number) => LogEvent | undefined;
}

/** The part that reads no table, so that it can run while the batch before is written. */
export async function prepareBatch(
  { store, decode }: BatchSources,
  projection: AnyProjection,
  events: readonly LogEvent[],
): Promise<Prepared> {
  const steps = events.flatMap((event) => stepOf(projection, event));
  const amended = new Map<StreamId, Set<number>>();
  for (const { event } of steps) {
    const { stream, companion } = event;
    if (companion) amended.set(stream, (amended.get(stream) ?? new Set()).add(companion.corrects));
  }
  const key = (stream: StreamId, revision: number) => `${stream}/${revision}`;
  const bases = new Map<string, LogEvent>();
  for (const event of events)
    if (amended.get(event.stream)?.delete(event.revision)) bases.set(key(event.stream, event.revision), event);
  await sideBySide([...amended], async ([stream, revisions]) => {
    for (const event of await some(store, decode, stream, revisions)) bases.set(key(stream, event.revision), event);
  });
  return { steps, amended, base: (stream, revision) => bases.get(key(stream, revision)) };
}

/** The row changes of an event; none for an event that the projection does not handle. */
function stepOf(projection: AnyProjection, event: LogEvent): Step[] {
  if (!projection.handles.has(event.companion?.base ?? event.type)) return [];
  if (event.companion) return [{ event }];
  try {
    return [{ event, changes: projection.changes(event) }];
  } catch (failed) {
    return [{ event, failed: failed instanceof Error ? failed : new Error('thrown value is not an Error') }];
  }
}

/**
 * Loads the rows that a batch changes and applies it in order. An error of a handler parks the stream from that event
 * on.
 *
 * @param isParked streams to skip
 */
export async function foldBatch(
  { pool }: BatchSources,
  generation: Generation,
  { steps, amended, base }: Prepared,
  isParked: (stream: StreamId) => boolean,
): Promise<FoldedBatch> {
  const fold = new Fold(generation.of, base);
  await load(pool, generation.of, generation, amended, fold);
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

/** Parallel reads of the store: enough to keep it busy, few enough to leave room for others. */
const READS = 4;

async function sideBySide<T>(all: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = all.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(READS, all.length) }, worker));
}
