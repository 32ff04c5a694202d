import { type Kysely, type Migration, sql } from 'kysely';

/**
 * A destroyed key stays in the file of its table until the table is rewritten. The column marks such keys. If a program
 * ends before it has rewritten the table, the next start does it.
 */
export const rewriting: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table keys.data_keys add column remains_in_file boolean not null default false`.execute(db);
    // Marks all keys that were destroyed before this migration, since it is unknown whether the table was rewritten
    // after them.
    await sql`update keys.data_keys set remains_in_file = true where erased_on is not null`.execute(db);
    await sql`grant update (remains_in_file) on keys.data_keys to minhchung_keys`.execute(db);
  },
};
