import { type Kysely, type Migration, sql } from 'kysely';

/** Keys of command hashes, in a schema of their own, so that a dump of the log alone does not contain them. */
export const commandKeys: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create schema secret`.execute(db);
    await sql`create table secret.command_keys (day date primary key, key bytea not null)`.execute(db);
    await sql`grant usage on schema secret to minhchung_app`.execute(db);
    await sql`grant select, insert, delete on secret.command_keys to minhchung_app`.execute(db);
  },
};
