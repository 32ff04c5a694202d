import pg from 'pg';
import { z } from 'zod';

const { builtins } = pg.types;

/** The parser of `pg` for a type; its declaration covers only built-in types and has no result type. */
const usual = pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => (value: string) => unknown;
const TEXT_ARRAY = 1009;

const text = (value: string) => value;
const instant = (value: string) => new Date(value).toISOString();
const texts = z.array(z.string().nullable());
const arrayOf =
  <T>(parse: (value: string) => T) =>
  (value: string) =>
    texts.parse(usual(TEXT_ARRAY)(value)).map((entry) => (entry === null ? null : parse(entry)));

/** How values are read from the database: numbers keep all digits, business dates get no time zone. */
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
 * int8 becomes bigint, numeric stays text, date stays 'YYYY-MM-DD', timestamptz becomes ISO text in UTC with
 * milliseconds, timestamp and interval stay text; all others are parsed by `pg`.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : PARSERS.get(oid)) ?? usual(oid, format),
};

export interface PoolOptions {
  readonly url: string;
  /** Maximum number of connections. */
  readonly max: number;
  /** The role to switch to when the URL logs in as another; `appUrl` logs in as it directly. */
  readonly role?: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** The server cancels a statement that runs longer than so many milliseconds; 0 means no limit. */
  readonly statementTimeoutMs: number;
  /** Called with the error of a lost idle connection. The pool replaces it; no action is needed. */
  readonly onIdleError?: (error: Error) => void;
}

/**
 * The URL with settings of the session. They follow those that the URL has, since `pg` would let the URL's replace them.
 * A server with JIT would compile the functions of the log on each new connection, which takes longer than they do.
 */
function withOptions(url: string, role: string | undefined): string {
  const address = new URL(url);
  const own = address.searchParams.get('options');
  const options = [...(own === null ? [] : [own]), ...(role === undefined ? [] : [`-c role=${role}`]), '-c jit=off'];
  address.searchParams.set('options', options.join(' '));
  return address.href;
}

const ROLE = /^[a-z_][a-z0-9_]*$/;

/**
 * A pool of connections with this project's type parsers. A lost idle connection is replaced and does not end the
 * process. Close it with `end()`.
 */
export function openPool({ url, max, role, applicationName, statementTimeoutMs, onIdleError }: PoolOptions): pg.Pool {
  if (role !== undefined && !ROLE.test(role)) throw new RangeError(`${role} is not a valid role name`);
  const pool = new pg.Pool({
    connectionString: withOptions(url, role),
    max,
    types,
    application_name: applicationName,
    statement_timeout: statementTimeoutMs,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  pool.on('error', onIdleError ?? (() => undefined));
  // A client that the pool has just handed out has no error listener yet. Without this one, an error in its first
  // packet would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The product's role in PostgreSQL: no superuser, owns nothing in schema `log`. */
export const APP_ROLE = 'minhchung_app';

/** The same database, logged in as the product's role: no statement of the session can regain the owner's rights. */
export function appUrl(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.username = APP_ROLE;
  return url.href;
}
