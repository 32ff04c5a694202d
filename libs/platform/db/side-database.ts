import type { Migration } from 'kysely';
import pg from 'pg';
import { StartRefused, systemCode } from '../start-refused.js';
import { migrate } from './migrations.js';
import { openPool, type PoolOptions } from './pools.js';

/** Data kept apart from the log, each kind in a database of its own. */
export type Side = 'keys' | 'readings';

export interface SideDatabaseOptions extends Omit<PoolOptions, 'url' | 'role'> {
  readonly side: Side;
  /** The owner's connection to the log's database; the default side database is on the same server. */
  readonly beside: string;
  /** The owner's connection to the configured database, if any. */
  readonly url: string | undefined;
  readonly migrations: Readonly<Record<string, Migration>>;
  /** The role to work as; the first migration creates it. Null: as the owner. */
  readonly role: string | null;
  /** Whether the server accepts this program as any role, as the embedded server does. */
  readonly asAnyRole: boolean;
}

/** The default side database of a log's database: `<name>_keys`. */
export function sideUrl(beside: string, side: Side): string {
  const url = new URL(beside);
  url.pathname = `${url.pathname}_${side}`;
  return url.href;
}

/**
 * Opens a side database, creating and migrating it if needed. It has its own migrations and its own role, which sees
 * nothing of the log, just as the log's role sees nothing of it. Close it with `end()`.
 *
 * @throws StartRefused when it cannot be reached or created, or holds other data
 */
export async function openSideDatabase(options: SideDatabaseOptions): Promise<pg.Pool> {
  const { side, beside, url = sideUrl(beside, side), migrations, role, asAnyRole, ...pool } = options;
  if (options.url === undefined) await makeBeside(beside, url, side);
  await ensureDatabase(url, side);
  await refuseForeign(url, side, Object.keys(migrations));
  await migrate(url, migrations);
  if (role === null) return openPool({ ...pool, url });
  return openPool({ ...pool, ...(asAnyRole ? { url: loggedInAs(url, role) } : { url, role }) });
}

function loggedInAs(ownerUrl: string, role: string): string {
  const url = new URL(ownerUrl);
  url.username = role;
  return url.href;
}

async function ask<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const NO_SUCH_DATABASE = '3D000';
/** SQLSTATE codes that say that another program, starting at the same time, creates the same database. */
const MADE_MEANWHILE = new Set(['42P04', '23505']);

async function ensureDatabase(url: string, side: Side): Promise<void> {
  try {
    await ask(url, () => Promise.resolve());
  } catch (error) {
    if (systemCode(error) !== NO_SUCH_DATABASE) throw unreachable(side, error);
    await makeDatabase(url, side);
  }
}

/** Creates the database if it is missing. Connecting to a missing one would write an error into the server's log. */
async function makeBeside(beside: string, url: string, side: Side): Promise<void> {
  const listed = 'select 1 from pg_database where datname = $1';
  const { rowCount } = await ask(beside, (client) => client.query(listed, [nameIn(url)]));
  if (rowCount === 0) await makeDatabase(url, side);
}

const nameIn = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));

async function makeDatabase(text: string, side: Side): Promise<void> {
  const url = new URL(text);
  url.pathname = '/postgres';
  try {
    // Nobody connects to template0, so no session can block its use.
    await ask(url.href, (client) =>
      client.query(`create database ${pg.escapeIdentifier(nameIn(text))} template template0`),
    );
  } catch (error) {
    if (!MADE_MEANWHILE.has(systemCode(error) ?? '')) throw unreachable(side, error);
  }
}

/** Refuses a database with other data. Its list of migrations shows what it is for, whatever its address is. */
async function refuseForeign(url: string, side: Side, ours: readonly string[]): Promise<void> {
  const done = await ask(url, async (client) => {
    const listed = await client.query<{ list: string | null }>("select to_regclass('public.kysely_migration') as list");
    if (listed.rows[0]?.list == null) return [];
    return (await client.query<{ name: string }>('select name from public.kysely_migration')).rows;
  });
  if (done.every(({ name }) => ours.includes(name))) return;
  throw new StartRefused(`${side}-database-foreign`, {
    vi: `Cơ sở dữ liệu dành cho ${NAMES[side].vi} đang chứa dữ liệu khác; hãy đặt ${VARIABLES[side]} trỏ tới một cơ sở dữ liệu riêng.`,
    en: `The database for ${NAMES[side].en} holds other data; set ${VARIABLES[side]} to a separate database.`,
  });
}

const VARIABLES: Readonly<Record<Side, string>> = {
  keys: 'KEYS_DATABASE_URL',
  readings: 'READINGS_DATABASE_URL',
};
const NAMES = {
  keys: { vi: 'khóa mã hóa bảo mật', en: 'the keys of sealed fields' },
  readings: { vi: 'nhật ký tra cứu', en: 'the log of readings' },
} as const;

/** The server's message may hold confidential text; only its code is shown. */
function unreachable(side: Side, cause: unknown): StartRefused {
  const code = systemCode(cause) ?? 'unknown';
  return new StartRefused(
    `${side}-database-unreachable`,
    {
      vi: `Không mở được cơ sở dữ liệu dành cho ${NAMES[side].vi} (mã lỗi ${code}); hãy kiểm tra ${VARIABLES[side]}, hoặc tạo cơ sở dữ liệu đó trước.`,
      en: `The database for ${NAMES[side].en} cannot be opened (error code ${code}); check ${VARIABLES[side]}, or create the database first.`,
    },
    { cause },
  );
}
