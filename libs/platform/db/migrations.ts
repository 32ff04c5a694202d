import { isNativeError } from 'node:util/types';
import { type Migration, Migrator } from 'kysely';
import { kysely } from './kysely.js';
import { openPool } from './pools.js';

/**
 * Runs the given migrations that are missing in a database, in the order of their names, in one transaction with their
 * entries in the migration list. Programs that start at the same time wait for each other.
 * @param url the owner's connection: migrations create roles and schemas
 * @returns the names of the migrations just run
 * @throws the error of the migration that failed
 */
export async function migrate(url: string, migrations: Readonly<Record<string, Migration>>): Promise<string[]> {
  const pool = openPool({ url, max: 2, applicationName: 'minh-chung migrate', statementTimeoutMs: 0 });
  const db = kysely<unknown>(pool);
  try {
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
    const { error, results = [] } = await migrator.migrateToLatest();
    if (error !== undefined) throw isNativeError(error) ? error : new Error(JSON.stringify(error));
    return results.filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName);
  } finally {
    await db.destroy();
  }
}
