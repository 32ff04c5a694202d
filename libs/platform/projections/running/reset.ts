import type pg from 'pg';
import { dropTables } from '#platform/projections/declaring/tables';
import { type CheckpointRow, patiently } from './generation-lifecycle.js';

/**
 * Drops all tables of all read models in one transaction, because they were made from another log. The leader builds
 * them again from the beginning; until then they are not served.
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
    // Generation numbers continue, so that a replica of the old tables is never mistaken for one of the new.
    await client.query(`
      with gone as (delete from read.checkpoints returning projection, version, generation, tables)
      insert into read.checkpoints (projection, version, generation, status, tables)
      select projection, version, max(generation) + 1, 'building', tables from gone group by projection, version, tables`);
    await client.query('delete from read.log_time');
    await client.query('update read.log set seen = 0, looked = 0, seen_at = null');
    // The current leader has read the old log: a new epoch fences what it still writes.
    await client.query('update read.leadership set epoch = epoch + 1');
  });
}
