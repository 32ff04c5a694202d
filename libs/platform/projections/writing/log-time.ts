import type { LogEvent } from '../folding/decode.js';
import { projection } from '../declaring/projection.js';
import type { Statement } from './statement.js';

/** The runner's own read model: how far the log had come at a moment. Its table is made by a migration. */
export const logTime = projection({ name: 'logTime', version: 1, of: {}, tables: {}, on: {} });

/**
 * Keeps, for each greatest recording time so far, the greatest position at which it was so. An append that was recorded
 * with an earlier time than one before it is known only from that later time on; at no time is a part of one known.
 */
export const timesOf = (events: readonly LogEvent[]): Statement => statementOf(wholeAppends(events));

type Recorded = Pick<LogEvent, 'recordedAt' | 'position'>;

/** The end of each append, with the latest time of its events. */
function wholeAppends(events: readonly LogEvent[]): readonly Recorded[] {
  const ends: Recorded[] = [];
  let latest: LogEvent['recordedAt'] | null = null;
  for (const { recordedAt, position, endsAppend } of events) {
    if (latest === null || recordedAt > latest) latest = recordedAt;
    if (!endsAppend) continue;
    ends.push({ recordedAt: latest, position });
    latest = null;
  }
  return ends;
}

const statementOf = (ends: readonly Recorded[]): Statement => ({
  text: `insert into read.log_time (high_time, position)
    select high, max(position) from (
      select greatest(max(recorded) over (order by position), (select max(high_time) from read.log_time)) as high, position
      from unnest($1::timestamptz[], $2::bigint[]) as u (recorded, position)) as reached
    group by high
    on conflict (high_time) do update set position = excluded.position`,
  values: [ends.map(({ recordedAt }) => recordedAt), ends.map(({ position }) => position)],
});
