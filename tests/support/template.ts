import type { Migration } from 'kysely';
import { migrate } from '#platform/db/migrations';
import { openPool } from '#platform/db/pools';

/** The migrated database that every test's own database is a copy of. */
export const TEMPLATE = 'minhchung_template';

/** The same server, another database. */
export function databaseUrl(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** One statement over a connection of its own: databases are made and dropped outside transactions. */
export async function administer(url: string, statement: string): Promise<void> {
  const pool = openPool({ url, max: 1, applicationName: 'tests', statementTimeoutMs: 0 });
  try {
    await pool.query(statement);
  } finally {
    await pool.end();
  }
}

/** Makes the template on a server that has none. */
export async function prepareTemplate(url: string, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  await administer(url, `create database ${TEMPLATE}`);
  await migrate(databaseUrl(url, TEMPLATE), migrations);
}
