import type { LogEvent } from '../folding/decode.js';
import { projection } from '../declaring/projection.js';
import type { Statement } from './statement.js';

/** The runner's own read model: how far the log had come at a moment. Its table is made by a migration. */
export const logTime = projection({ name: 'logTime', version: 1, of: {}, tables: {}, on: {} });

/**
 * Keeps, for each greatest recording time so far, the greatest position at which it was so. An event that was recorded
 * with an earlier time than one before it is known only from that later time on.
 */
export const timesOf = (events: readonly LogEvent[]): Statement => ({
  text: `insert into read.log_time (high_time, position)
    select high, max(position) from (
      select greatest(max(recorded) over (order by position), (select max(high_time) from read.log_time)) as high, position
      from unnest($1::timestamptz[], $2::bigint[]) as u (recorded, position)) as reached
    group by high
    on conflict (high_time) do update set position = excluded.position`,
  values: [events.map(({ recordedAt }) => recordedAt), events.map(({ position }) => position)],
});
