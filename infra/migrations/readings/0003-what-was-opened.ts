import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Finds readings by every id that they name, in the question or among what the answer held, and by time. Every id is
 * text of 36 characters; other text of that length does no harm. The function sorts nothing and parses no more than it
 * must, since each append calls it. Its cost is high, so that the planner uses the index and calls it on no row. The
 * other indexes hold questions alone (revision 0), so a long event about what was opened is not parsed for them.
 */
export const whatWasOpened: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create function log.ids_named(record text) returns text[]
      language sql immutable strict parallel safe cost 10000
      as $$
        select array(
          select part from unnest(string_to_array((record::json -> 'data')::text, '"')) as part where length(part) = 36)
      $$`.execute(db);
    await sql`revoke all on function log.ids_named from public`.execute(db);
    await sql`grant execute on function log.ids_named to minhchung_readings`.execute(db);
    await sql`create index events_by_id_named on log.events using gin (log.ids_named(record))`.execute(db);
    await sql`
      create index questions_by_time on log.events (((record::jsonb ->> 'recordedAt') collate "C"), position)
        where revision = 0`.execute(db);
    await sql`
      create index questions_by_reader on log.events ((record::jsonb #>> '{actor,id}'), position)
        where revision = 0`.execute(db);
    await sql`drop index log.events_by_what, log.events_by_reader`.execute(db);
  },
};
