import { hash } from 'node:crypto';
import {
  Kysely,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPoolClient,
  type PostgresQueryResult,
  type RawBuilder,
  sql,
} from 'kysely';
import type pg from 'pg';

/** Kysely over a pool; the pool stays the caller's to end, or ends with `destroy()`. */
export const kysely = <DB>(pool: pg.Pool): Kysely<DB> =>
  new Kysely<DB>({
    dialect: new PostgresDialect({
      pool: { connect: async () => new Connection(await pool.connect()), end: () => pool.end() },
    }),
  });

const MARK = '/* prepared */ ';

/**
 * At the head of a statement that is asked again and again: each connection plans it once. Only where one plan is right for
 * every value.
 */
export const PREPARED: RawBuilder<unknown> = sql.raw(MARK);

const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = hash('sha256', text).slice(0, 32)));
  return name;
}

/** A connection of `pg` that prepares what is marked; Kysely itself prepares nothing. */
class Connection implements PostgresPoolClient {
  constructor(private readonly client: pg.PoolClient) {}

  query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    asked: string | PostgresCursor<R>,
    values: readonly unknown[] = [],
  ): PostgresCursor<R> | Promise<PostgresQueryResult<R>> {
    if (typeof asked !== 'string') throw new Error('nothing here reads by cursor');
    const query = { text: asked, values: [...values] };
    const answer: Promise<object> = this.client.query(
      asked.startsWith(MARK) ? { ...query, name: nameOf(asked) } : query,
    );
    return answer as Promise<PostgresQueryResult<R>>;
  }

  release(): void {
    this.client.release();
  }
}
