import type pg from 'pg';
import type { AnyProjection } from '../declaring/projection.js';
import { type GenerationName, KEY_COLUMNS, sqlColumns, tableName } from '../declaring/tables.js';
import { inTransaction } from '../../db/transaction.js';

/** A row that differs between two generations. Values are left out: they may be confidential. */
export interface Difference {
  /** Name of the table in the projection; `parked` for parked streams. */
  readonly table: string;
  readonly key: Readonly<Record<string, string>>;
  /** The row is `missing` in the second generation, is `extra` in it, or is `changed` in the named columns. */
  readonly kind: 'missing' | 'extra' | 'changed';
  readonly columns: readonly string[];
}

type Client = Pick<pg.ClientBase, 'query'>;

/** Maximum number of differences reported for each table. */
const MOST = 100;

/**
 * Compares the rows of two generations at the same position, in one snapshot. Tables are first compared by an
 * order-independent sum of row hashes; only when it differs are their rows joined.
 */
export function compare(
  pool: pg.Pool,
  projection: AnyProjection,
  a: GenerationName,
  b: GenerationName,
): Promise<Difference[]> {
  return inTransaction(
    pool,
    async (client) => {
      const differences: Difference[] = [];
      for (const [name, table] of Object.entries(projection.tables)) {
        const [ours, theirs] = [tableName(a, name), tableName(b, name)];
        if ((await digest(client, ours)) === (await digest(client, theirs))) continue;
        const columns = sqlColumns(table).map((column) => column.name);
        differences.push(...(await rowsThatDiffer(client, name, ours, theirs, KEY_COLUMNS, columns)));
      }
      const parked = (g: GenerationName) =>
        `(select stream, revision, position from read.parked where projection = '${g.projection}'
          and version = ${g.version} and generation = ${g.generation})`;
      const columns = ['stream', 'revision', 'position'];
      differences.push(...(await rowsThatDiffer(client, 'parked', parked(a), parked(b), ['stream'], columns)));
      return differences;
    },
    'begin isolation level repeatable read read only',
  );
}

/** Row count and sum of row hashes; independent of the order of rows. */
export async function digest(client: Client, table: string): Promise<string> {
  const { rows } = await client.query<{ digest: string }>(
    `select count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)
       || ':' || coalesce(sum(hashtextextended(t::text, 1)::numeric), 0) as digest from ${table} t`,
  );
  return rows[0]?.digest ?? '';
}

async function rowsThatDiffer(
  client: Client,
  table: string,
  ours: string,
  theirs: string,
  key: readonly string[],
  columns: readonly string[],
): Promise<Difference[]> {
  const same = key.map((column) => `a.${column} = b.${column}`).join(' and ');
  const keys = key.map((column) => `'${column}', coalesce(a.${column}, b.${column})::text`).join(', ');
  const changed = columns.map((column) => `case when a.${column} is distinct from b.${column} then '${column}' end`);
  const { rows } = await client.query<{ key: Record<string, string>; kind: Difference['kind']; columns: string[] }>(
    `select json_build_object(${keys}) as key,
       case when b.stream is null then 'missing' when a.stream is null then 'extra' else 'changed' end as kind,
       array_remove(array[${changed.join(', ')}], null) as columns
     from ${ours} a full join ${theirs} b on ${same}
     where a.stream is null or b.stream is null or a::text <> b::text
     order by 1::text limit ${MOST}`,
  );
  return rows.map(({ kind, columns: names, key: at }) => ({
    table,
    key: at,
    kind,
    columns: kind === 'changed' ? names : [],
  }));
}
