import type { LogEvent } from '../folding/decode.js';
import { projection } from '../declaring/projection.js';
import type { Statement } from './statement.js';

/** A read model of the runner itself: the last position at each recording time. A migration creates its table. */
export const logTime = projection({ name: 'logTime', version: 1, of: {}, tables: {}, on: {} });

/**
 * Stores each new highest recording time with the last position recorded by then. If the recording time of an append is
 * earlier than that of an append before it, the later of the two times counts for both. An append is known as a whole.
 */
export const timesOf = (events: readonly LogEvent[]): Statement => statementOf(appendEnds(events));

type AppendEnd = Pick<LogEvent, 'recordedAt' | 'position'>;

/** The end of each append, with the latest recording time of its events. */
function appendEnds(events: readonly LogEvent[]): readonly AppendEnd[] {
  const ends: AppendEnd[] = [];
  let latest: LogEvent['recordedAt'] | null = null;
  for (const { recordedAt, position, endsAppend } of events) {
    if (latest === null || recordedAt > latest) latest = recordedAt;
    if (!endsAppend) continue;
    ends.push({ recordedAt: latest, position });
    latest = null;
  }
  return ends;
}

const statementOf = (ends: readonly AppendEnd[]): Statement => ({
  text: `insert into read.log_time (high_time, position)
    select high, max(position) from (
      select greatest(max(recorded) over (order by position), (select max(high_time) from read.log_time)) as high, position
      from unnest($1::timestamptz[], $2::bigint[]) as u (recorded, position)) as reached
    group by high
    on conflict (high_time) do update set position = excluded.position`,
  values: [ends.map(({ recordedAt }) => recordedAt), ends.map(({ position }) => position)],
});
