import type pg from 'pg';
import { benchPool, type Database } from './server.js';

/** Number of events in one page and one transaction: the product's default. */
export const BATCH = 2000;

type Row = (string | null)[];

/** A table of the product after its rebuild, whose rows the floor writes again. */
interface Target {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly isFacts: boolean;
}

/**
 * Measures the floor of a rebuild, on a copy of a database in which the product has built its tables.
 * @returns seconds; preparing the rows does not count
 */
export async function rebuildFloor(database: Database, head: bigint): Promise<number> {
  const pool = benchPool(database.url, 1);
  const client = await pool.connect();
  try {
    const targets = await prepare(client);
    const clock = new Clock();
    for (let from = 0n; from < head; from += BigInt(BATCH)) {
      const to = from + BigInt(BATCH);
      await clock.time(async () => {
        const { rows } = await client.query<[bigint, string]>({
          name: 'page',
          text: 'select position, record from log.events where position > $1 order by position limit $2',
          values: [from, BATCH],
          rowMode: 'array',
        });
        for (const [, record] of rows) JSON.parse(record);
      });
      const pages: Page[] = [];
      for (const target of targets) pages.push({ target, ...(await rowsOf(client, target, from, to)) });
      await clock.time(async () => {
        await client.query('begin; set local synchronous_commit = off');
        for (const { target, written, closed } of pages) {
          await insert(client, target, written);
          if (closed.length > 0) await close(client, target, closed);
        }
        await client.query({
          name: 'checkpoint',
          text: 'update floor.checkpoints set position = $1',
          values: [to < head ? to : head],
        });
        await client.query('commit');
      });
    }
    await clock.time(() => makeIndexes(client, targets));
    return clock.seconds;
  } finally {
    client.release();
    await pool.end();
  }
}

interface Page {
  readonly target: Target;
  readonly written: readonly Row[];
  readonly closed: readonly Row[];
}

/** A clock that runs only during the calls of `time`. */
class Clock {
  seconds = 0;

  async time(work: () => Promise<unknown>): Promise<void> {
    const started = performance.now();
    await work();
    this.seconds += (performance.now() - started) / 1000;
  }
}

/**
 * Creates empty tables like the product's with their primary keys, and indexes on the product's tables to find their
 * rows by page.
 */
async function prepare(client: pg.PoolClient): Promise<Target[]> {
  await client.query('create schema floor');
  await client.query('create table floor.checkpoints (like read.checkpoints including all)');
  await client.query('insert into floor.checkpoints select * from read.checkpoints');
  await client.query('update floor.checkpoints set position = 0');
  const { rows } = await client.query<{ name: string; columns: Target['columns'] }>(
    `select c.relname as name, json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
     where c.relnamespace = 'read'::regnamespace and c.relkind = 'r'
       and c.relname not in ('checkpoints', 'parked', 'skipped', 'leadership', 'log')
     group by c.relname order by c.relname`,
  );
  const targets = rows.map(({ name, columns }) => ({
    name,
    columns,
    isFacts: columns.some((column) => column.name === 'known_to'),
  }));
  for (const { name, isFacts } of targets) {
    await client.query(`create table floor.${name} (like read.${name} including all excluding indexes)`);
    const key = await client.query<{ key: string }>(
      `select pg_get_constraintdef(oid) as key from pg_constraint where conrelid = $1::regclass and contype = 'p'`,
      [`read.${name}`],
    );
    if (key.rows[0]) await client.query(`alter table floor.${name} add ${key.rows[0].key}`);
    await client.query(`create index on read.${name} (${isFacts ? 'known_from' : 'position'})`);
    if (isFacts) await client.query(`create index on read.${name} (known_to) where known_to is not null`);
    await client.query(`analyze read.${name}`);
  }
  return targets;
}

/**
 * The rows that the product wrote into a table for a page of the log, and the older rows that it closed; all values as
 * text.
 */
async function rowsOf(client: pg.PoolClient, { name, columns, isFacts }: Target, from: bigint, to: bigint) {
  const values = columns.map((column) =>
    // If a later page closed the row, the row was open when it was written.
    column.name === 'known_to' ? `case when known_to <= $2 then known_to::text end` : `${column.name}::text`,
  );
  const at = isFacts ? 'known_from' : 'position';
  const range = `${at} > $1 and ${at} <= $2`;
  const select = (list: string, where: string) =>
    client.query<Row>({
      text: `select ${list} from read.${name} where ${where} order by ${at}`,
      values: [from, to],
      rowMode: 'array',
    });
  const written = await select(values.join(', '), range);
  const closed = isFacts
    ? await select(
        'stream, revision::text, item::text, known_from::text, known_to::text',
        'known_to > $1 and known_to <= $2 and known_from <= $1',
      )
    : { rows: [] };
  return { written: written.rows, closed: closed.rows };
}

async function insert(client: pg.PoolClient, { name, columns }: Target, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const sent = columns.map(({ type }, i) => `$${i + 1}::${type === 'jsonb' ? 'text' : type}[]`);
  const taken = columns.map(({ type }, i) => (type === 'jsonb' ? `c${i}::jsonb` : `c${i}`));
  await client.query({
    name: `insert ${name}`,
    text: `insert into floor.${name} (${columns.map((column) => column.name).join(', ')})
      select ${taken.join(', ')} from unnest(${sent.join(', ')}) as u(${columns.map((_, i) => `c${i}`).join(', ')})`,
    values: columns.map((_, i) => arrayOf(rows, i)),
  });
}

async function close(client: pg.PoolClient, { name }: Target, rows: readonly Row[]): Promise<void> {
  await client.query({
    name: `close ${name}`,
    text: `update floor.${name} t set known_to = u.known_to
      from unnest($1::text[], $2::integer[], $3::integer[], $4::bigint[], $5::bigint[]) as u(stream, revision, item, known_from, known_to)
      where t.stream = u.stream and t.revision = u.revision and t.item = u.item and t.known_from = u.known_from`,
    values: [0, 1, 2, 3, 4].map((i) => arrayOf(rows, i)),
  });
}

/** One column as an array literal, built as one text: pg's own conversion takes longer. */
const arrayOf = (rows: readonly Row[], column: number): string =>
  `{${rows.map((row) => quoted(row[column] ?? null)).join(',')}}`;
const quoted = (value: string | null): string =>
  value === null ? 'NULL' : `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;

async function makeIndexes(client: pg.PoolClient, targets: readonly Target[]): Promise<void> {
  for (const { name } of targets) {
    const { rows } = await client.query<{ definition: string }>(
      `select pg_get_indexdef(indexrelid) as definition from pg_index
       where indrelid = $1::regclass and not indisprimary and indexrelid::regclass::text ~ '_i[0-9]+$'`,
      [`read.${name}`],
    );
    for (const { definition } of rows)
      await client.query(
        definition.replace(/ ON read\./, ' ON floor.').replace(/^(CREATE (?:UNIQUE )?INDEX) \S+/, '$1'),
      );
  }
}
