import { type Kysely, type Migration, sql } from 'kysely';
import { wholeAppends } from '../0008-whole-appends.js';

/** The log of readings is of the same making as that of the records, and stays so; its functions go to its own role. */
export const wholeAppendsOfReadings: Migration = {
  async up(db: Kysely<unknown>) {
    await wholeAppends.up(db);
    await sql`revoke all on all functions in schema log from minhchung_app`.execute(db);
    await sql`grant execute on function log.append_batch to minhchung_readings`.execute(db);
  },
};
