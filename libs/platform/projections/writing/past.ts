import type pg from 'pg';
import type { StreamId } from '#kernel/ids';
import type { EventStore, StoredEvent } from '#platform/event-store/event-store';
import type { LogEvent } from '#platform/projections/folding/decode';
import type { Fold } from '#platform/projections/folding/fold';
import type { AnyProjection } from '#platform/projections/declaring/projection';
import { type GenerationName, sqlColumns, tableName } from '#platform/projections/declaring/tables';

/** A set of events, by stream and revision. */
export type Revisions = ReadonlyMap<StreamId, ReadonlySet<number>>;

type Raw = unknown[];

/** Loads the open rows of some events into a fold: one statement for each table, none for an empty set. */
export async function load(
  client: Pick<pg.ClientBase, 'query'>,
  projection: AnyProjection,
  from: GenerationName,
  events: Revisions,
  fold: Fold,
): Promise<void> {
  const pairs = [...events].flatMap(([stream, revisions]) => [...revisions].map((revision) => ({ stream, revision })));
  if (pairs.length === 0) return;
  const values = [pairs.map(({ stream }) => stream), pairs.map(({ revision }) => revision)];
  for (const [name, table] of Object.entries(projection.tables)) {
    const columns = sqlColumns(table).map((column) => `t.${column.name}`);
    const text = `select ${columns.join(', ')} from ${tableName(from, name)} t
      join unnest($1::text[], $2::integer[]) u (stream, revision)
      on t.stream = u.stream and t.revision = u.revision where t.known_to is null`;
    const { rows } = await client.query<Raw>({ text, values, rowMode: 'array' });
    for (const row of rows) fold.rowsOf(name).load(factRow(row));
  }
}

const factRow = ([stream, revision, item, position, knownFrom, , ...cells]: Raw) => ({
  stream: stream as StreamId,
  revision: revision as number,
  item: item as number,
  position: position as bigint,
  knownFrom: knownFrom as bigint,
  knownTo: null,
  cells,
  loaded: true,
});

const PAGE = 1000;

/** Reads all events of a stream from a revision on. */
export async function history(
  store: Pick<EventStore, 'read'>,
  decode: (stored: StoredEvent) => LogEvent,
  stream: StreamId,
  from = 0,
): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  for (let next = from; ;) {
    const page = await store.read(stream, next, PAGE);
    for (const stored of page) events.push(decode(stored));
    const last = page.at(-1);
    if (!last || page.length < PAGE) return events;
    next = last.record.revision + 1; // not first + length: revisions set aside are missing
  }
}

/** Reads some events of a stream; neighbors are read together. */
export async function some(
  store: Pick<EventStore, 'read'>,
  decode: (stored: StoredEvent) => LogEvent,
  stream: StreamId,
  revisions: Iterable<number>,
): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  let run: number[] = [];
  const read = async () => {
    const [first, last] = [run[0], run.at(-1)];
    if (first === undefined || last === undefined) return;
    for (const stored of await store.read(stream, first, last - first + 1)) events.push(decode(stored));
  };
  for (const revision of [...revisions].sort((a, b) => a - b)) {
    if (run.length > 0 && revision - (run.at(-1) ?? 0) > NEAR) {
      await read();
      run = [];
    }
    run.push(revision);
  }
  await read();
  return events;
}
const NEAR = 16;
