import type pg from 'pg';
import { dropTables } from '#platform/projections/declaring/tables';
import { type CheckpointRow, patiently } from './generation-lifecycle.js';

/**
 * Takes all tables of all read models away, in one transaction: they were made of another log than the one that is there.
 * Whoever leads builds them anew from its beginning; until then nothing of them is served.
 */
export async function resetReadModels(pool: pg.Pool): Promise<void> {
  await patiently(pool, async (client) => {
    const { rows } = await client.query<CheckpointRow>(
      'select projection, version, generation, tables from read.checkpoints for update',
    );
    for (const row of rows) {
      for (const view of row.tables) await client.query(`drop view if exists read.${view}`);
      for (const statement of dropTables(row.tables, row)) await client.query(statement);
    }
    // Numbers go on: whoever holds a copy of the tables before must not take the new ones for them.
    await client.query(`
      with gone as (delete from read.checkpoints returning projection, version, generation, tables)
      insert into read.checkpoints (projection, version, generation, status, tables)
      select projection, version, max(generation) + 1, 'building', tables from gone group by projection, version, tables`);
    await client.query('delete from read.log_time');
    await client.query('update read.log set seen = 0, looked = 0, seen_at = null');
    // Whoever leads has seen the log before: nothing more of that is noted.
    await client.query('update read.leadership set epoch = epoch + 1');
  });
}
