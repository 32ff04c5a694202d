import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';

/** Kysely over a pool; the pool stays the caller's to end, or ends with `destroy()`. */
export const kysely = <DB>(pool: pg.Pool): Kysely<DB> => new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
