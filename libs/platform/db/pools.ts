import pg from 'pg';
import { z } from 'zod';

const { builtins } = pg.types;

/** What `pg` itself does with a type; its own declaration knows only the built-in ones and says nothing of results. */
const usual = pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => (value: string) => unknown;
const TEXT_ARRAY = 1009;

const text = (value: string) => value;
const instant = (value: string) => new Date(value).toISOString();
const texts = z.array(z.string().nullable());
const arrayOf =
  <T>(parse: (value: string) => T) =>
  (value: string) =>
    texts.parse(usual(TEXT_ARRAY)(value)).map((entry) => (entry === null ? null : parse(entry)));

/** How values leave the database: no number loses digits, no business date picks up a zone. */
const PARSERS = new Map<number, (value: string) => unknown>([
  [builtins.INT8, BigInt],
  [1016, arrayOf(BigInt)],
  [builtins.NUMERIC, text],
  [1231, arrayOf(text)],
  [builtins.DATE, text],
  [1182, arrayOf(text)],
  [builtins.TIMESTAMPTZ, instant],
  [1185, arrayOf(instant)],
  [builtins.TIMESTAMP, text],
  [builtins.INTERVAL, text],
]);

/**
 * int8 becomes a bigint, numeric stays text, date stays 'YYYY-MM-DD', timestamptz becomes ISO text in UTC with
 * milliseconds, timestamp and interval stay text; json and everything else is as `pg` has it.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : PARSERS.get(oid)) ?? usual(oid, format),
};

export interface PoolOptions {
  readonly url: string;
  /** The most connections at a time. */
  readonly max: number;
  /** The role to work as, where the URL logs in as another; see `appUrl` for logging in as it. */
  readonly role?: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** A statement that runs longer is ended by the server; 0 means never (rebuilds). */
  readonly statementTimeoutMs: number;
  /** Gets the error of an idle connection that was lost. The pool replaces it; nothing has to be done. */
  readonly onIdleError?: (error: Error) => void;
}

const ROLE = /^[a-z_][a-z0-9_]*$/;

/**
 * A pool of connections with this project's type parsers. A lost idle connection is replaced, never a crash.
 * Close it with `end()`.
 */
export function openPool({ url, max, role, applicationName, statementTimeoutMs, onIdleError }: PoolOptions): pg.Pool {
  if (role !== undefined && !ROLE.test(role)) throw new RangeError(`not a role name: ${role}`);
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types,
    application_name: applicationName,
    statement_timeout: statementTimeoutMs,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    ...(role === undefined ? {} : { options: `-c role=${role}` }),
  });
  pool.on('error', onIdleError ?? (() => undefined));
  // Between being handed out and being used a client has no listener of anyone's: words of farewell that arrive in the
  // same packet as its greeting would end this program.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The role that the product works as: no superuser, owns nothing in schema `log`. */
export const APP_ROLE = 'minhchung_app';

/** The same database, logged in as the product's role: what it may not do, no statement of its session can regain. */
export function appUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.username = APP_ROLE;
  return url.href;
}
