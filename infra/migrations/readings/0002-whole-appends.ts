import { type Kysely, type Migration, sql } from 'kysely';
import { wholeAppends } from '../0008-whole-appends.js';

/**
 * Keeps the schema of the log of readings equal to that of the log of events. The role of readings may call the
 * functions.
 */
export const wholeAppendsOfReadings: Migration = {
  async up(db: Kysely<unknown>) {
    await wholeAppends.up(db);
    await sql`revoke all on all functions in schema log from minhchung_app`.execute(db);
    await sql`grant execute on function log.append_batch to minhchung_readings`.execute(db);
  },
};
