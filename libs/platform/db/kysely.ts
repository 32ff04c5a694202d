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

/** Kysely over a pool. The caller ends the pool, or `destroy()` does. */
export const kysely = <DB>(pool: pg.Pool): Kysely<DB> =>
  new Kysely<DB>({
    dialect: new PostgresDialect({
      pool: { connect: async () => new Connection(await pool.connect()), end: () => pool.end() },
    }),
  });

const MARK = '/* prepared */ ';

/**
 * Marks a statement that is run often, so that each connection plans it once. Only for statements for which one plan
 * suits every value.
 */
export const PREPARED: RawBuilder<unknown> = sql.raw(MARK);

const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = hash('sha256', text).slice(0, 32)));
  return name;
}

/** A `pg` connection that prepares marked statements; Kysely itself prepares none. */
class Connection implements PostgresPoolClient {
  constructor(private readonly client: pg.PoolClient) {}

  query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    asked: string | PostgresCursor<R>,
    values: readonly unknown[] = [],
  ): PostgresCursor<R> | Promise<PostgresQueryResult<R>> {
    if (typeof asked !== 'string') throw new Error('cursors are not supported by this dialect');
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
