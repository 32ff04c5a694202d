import { type Kysely, type Migration, sql } from 'kysely';
import { eventStore } from '../0001-event-store.js';
import { ensureRole } from '../ensure-role.js';

/**
 * The log of readings has the same schema as the log of events. Its functions append, and nothing can be changed. The
 * role of readings may call them; the product's role loses its grants in this database.
 */
export const logOfReadings: Migration = {
  async up(db: Kysely<unknown>) {
    await ensureRole(db, 'minhchung_app');
    await sql`create schema log`.execute(db);
    await eventStore.up(db);
    await sql`revoke all on all tables in schema log from minhchung_app`.execute(db);
    await sql`revoke all on all functions in schema log from minhchung_app`.execute(db);
    await sql`grant usage on schema log to minhchung_readings`.execute(db);
    await sql`grant select on log.events, log.head to minhchung_readings`.execute(db);
    await sql`
      grant execute on function log.append_batch, log.append_one, log.declare_store to minhchung_readings`.execute(db);
    await sql`create index events_by_reader on log.events ((record::jsonb #>> '{actor,id}'), position)`.execute(db);
    await sql`create index events_by_what on log.events ((record::jsonb #>> '{data,about,id}'), position)`.execute(db);
  },
};
