import type pg from 'pg';
import type { StreamId } from '#kernel/ids';
import type { EventStore, StoredEvent } from '../event-store/event-store.js';
import type { LogEvent } from './decode.js';
import type { Fold } from './fold.js';
import type { AnyProjection } from './projection.js';
import { type GenerationName, sqlColumns, tableName } from './tables.js';

/** Which rows of a table a batch needs to know: all open ones of a stream, or those of some events. */
export class Wanted {
  readonly streams = new Set<StreamId>();
  readonly entries = new Map<StreamId, Set<number>>();

  add(stream: StreamId, revision: number | null): void {
    if (revision === null) this.streams.add(stream);
    else this.entries.set(stream, (this.entries.get(stream) ?? new Set()).add(revision));
  }
}

type Raw = unknown[];

/** Loads open rows into a fold: two statements per table at most, none where nothing is wanted. */
export async function load(
  client: Pick<pg.ClientBase, 'query'>,
  projection: AnyProjection,
  from: GenerationName,
  wanted: ReadonlyMap<string, Wanted>,
  fold: Fold,
): Promise<void> {
  for (const [name, { streams, entries }] of wanted) {
    const table = projection.tables[name];
    if (!table) continue;
    const columns = sqlColumns(table).map((column) => `t.${column.name}`);
    const select = `select ${columns.join(', ')} from ${tableName(from, name)} t`;
    const open = table.kind === 'facts' ? 'and t.known_to is null' : '';
    const add = (row: Raw) => {
      if (table.kind === 'queue') fold.queueOf(name).load(queueRow(row));
      else fold.rowsOf(name).load(factRow(row));
    };
    if (streams.size > 0) {
      const text = `${select} where t.stream = any ($1::text[]) ${open}`;
      (await client.query<Raw>({ text, values: [[...streams]], rowMode: 'array' })).rows.forEach(add);
    }
    const pairs = [...entries].flatMap(([stream, revisions]) =>
      streams.has(stream) ? [] : [...revisions].map((revision) => ({ stream, revision })),
    );
    if (pairs.length > 0) {
      const text = `${select} join unnest($1::text[], $2::integer[]) u (stream, revision)
        on t.stream = u.stream and t.revision = u.revision where true ${open}`;
      const values = [pairs.map(({ stream }) => stream), pairs.map(({ revision }) => revision)];
      (await client.query<Raw>({ text, values, rowMode: 'array' })).rows.forEach(add);
    }
  }
}

function factRow([stream, revision, item, position, knownFrom, , ...cells]: Raw) {
  return {
    stream: stream as StreamId,
    revision: revision as number,
    item: item as number,
    position: position as bigint,
    knownFrom: knownFrom as bigint,
    knownTo: null,
    cells,
    loaded: true,
  };
}

const queueRow = ([stream, position, ...cells]: Raw) => ({
  stream: stream as StreamId,
  position: position as bigint,
  cells,
});

const PAGE = 1000;

/** All events of a stream from a revision on. */
export async function history(
  store: Pick<EventStore, 'read'>,
  decode: (stored: StoredEvent) => LogEvent,
  stream: StreamId,
  from = 0,
): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  for (;;) {
    const page = await store.read(stream, from + events.length, PAGE);
    for (const stored of page) events.push(decode(stored));
    if (page.length < PAGE) return events;
  }
}

/** Some events of a stream. Those that lie near each other are read together. */
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
