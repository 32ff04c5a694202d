import type pg from 'pg';
import { inTransaction } from '#platform/db/transaction';
import { dropTables, type GenerationName } from '#platform/projections/declaring/tables';

/**
 * Drops every generation of every read model, and what is known of the log: of another log, or of the same one in another
 * store, whose positions are others. The next runner builds all anew. No program may be running.
 */
export async function resetReadModels(pool: pg.Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<GenerationName & { tables: string[] }>(
      'select projection, version, generation, tables from read.checkpoints',
    );
    for (const view of new Set(rows.flatMap(({ tables }) => tables)))
      await client.query(`drop view if exists read.${view}`);
    for (const row of rows) for (const statement of dropTables(row.tables, row)) await client.query(statement);
    await client.query('delete from read.checkpoints');
    await client.query('delete from read.log_time');
    await client.query('update read.log set log = null, seen = 0, looked = 0, seen_at = null');
  });
}
