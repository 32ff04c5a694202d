import { migrate } from '#platform/db/migrations';
import { openPool } from '#platform/db/pools';
import type { Side } from '#platform/db/side-database';
import { migrations } from '../../../infra/migrations/index.js';
import { keysMigrations } from '../../../infra/migrations/keys/index.js';
import { readingsMigrations } from '../../../infra/migrations/readings/index.js';
import { onDebian, ownerUrl } from './test-server.js';
import { OWNER } from './debian-postgres.js';

/** Name of the migrated database of which the database of every test is a copy. */
export const TEMPLATE = 'minhchung_template';

/** Names of the migrated databases of keys and readings, which are copied in the same way. */
export const SIDE_TEMPLATES: Readonly<Record<Side, string>> = {
  keys: `${TEMPLATE}_keys`,
  readings: `${TEMPLATE}_readings`,
};
export const SIDES: readonly Side[] = ['keys', 'readings'];

/** The URL of another database on the same server. */
export function databaseUrl(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** Runs one statement over a connection of its own: databases are made and dropped outside of transactions. */
export async function administer(url: string, statement: string): Promise<void> {
  const pool = openPool({ url, max: 1, applicationName: 'tests', statementTimeoutMs: 0 });
  try {
    await pool.query(statement);
  } finally {
    await pool.end();
  }
}

/** Creates a database that belongs to the owner of the run. @param template the database to copy */
export async function createDatabase(url: string, name: string, template = 'template0'): Promise<void> {
  const copied = template === 'template0' ? '' : 'strategy wal_log';
  await administer(url, `create database ${name} template ${template} ${onDebian ? `owner ${OWNER}` : ''} ${copied}`);
}

/** Makes the templates on a server that has none. */
export async function prepareTemplates(url: string): Promise<void> {
  const lists = [
    [TEMPLATE, migrations],
    [SIDE_TEMPLATES.keys, keysMigrations],
    [SIDE_TEMPLATES.readings, readingsMigrations],
  ] as const;
  for (const [name, list] of lists) {
    await createDatabase(url, name);
    await migrate(ownerUrl(databaseUrl(url, name)), list);
  }
}
