import type pg from 'pg';
import type { Instant } from '#kernel/dates';
import type { LogEvent } from './decode.js';
import { projection } from './projection.js';

/** The runner's own read model: how far the log had come at a moment. Its table is made by a migration. */
export const logTime = projection({ name: 'logTime', version: 1, of: {}, tables: {}, on: {} });

/**
 * Keeps, for each greatest recording time so far, the greatest position at which it was so. An event that was recorded
 * with an earlier time than one before it is known only from that later time on.
 */
export async function writeLogTime(client: Pick<pg.ClientBase, 'query'>, events: readonly LogEvent[]): Promise<void> {
  const { rows } = await client.query<{ high: Instant | null }>('select max(high_time) as high from read.log_time');
  let high = rows[0]?.high ?? null;
  const reached = new Map<Instant, bigint>();
  for (const { recordedAt, position } of events) {
    if (high === null || recordedAt > high) high = recordedAt;
    reached.set(high, position);
  }
  await client.query({
    name: 'log time',
    text: `insert into read.log_time (high_time, position) select * from unnest($1::timestamptz[], $2::bigint[])
      on conflict (high_time) do update set position = excluded.position`,
    values: [[...reached.keys()], [...reached.values()]],
  });
}
