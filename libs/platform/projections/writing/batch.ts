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

/** What events make of a generation, and the streams that could not be followed. */
export interface Folded {
  readonly fold: Fold;
  readonly parked: readonly Parked[];
}

/** A batch whose handlers were asked, with all of the log that its corrections build on. */
export interface Prepared {
  readonly steps: readonly Step[];
  /** Events before the batch that it corrects or annuls: their rows stand in the tables. */
  readonly amended: Revisions;
  readonly base: (stream: StreamId, revision: number) => LogEvent | undefined;
}

/** The part that looks at no table, so that it can be done while the batch before is written. */
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

/** What an event asks of a projection; nothing where it does not handle it. */
function stepOf(projection: AnyProjection, event: LogEvent): Step[] {
  if (!projection.handles.has(event.companion?.base ?? event.type)) return [];
  if (event.companion) return [{ event }];
  try {
    return [{ event, changes: projection.changes(event) }];
  } catch (failed) {
    return [{ event, failed: failed instanceof Error ? failed : new Error('what was thrown is no error') }];
  }
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
  { steps, amended, base }: Prepared,
  isParked: (stream: StreamId) => boolean,
): Promise<Folded> {
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

/** Enough reads at a time to keep the store busy, few enough to leave it to others, too. */
const READS = 4;

async function sideBySide<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = all.values();
  const worker = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(READS, all.length) }, worker));
}
