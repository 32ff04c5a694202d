import { type Kysely, type Migration, sql } from 'kysely';

/**
 * A destroyed key stays in the file of its table until the table is rewritten without the old version of its row. What was
 * destroyed and not yet rewritten is remembered, so that a program that ends between the two leaves nothing behind.
 */
export const rewriting: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table keys.data_keys add column remains_in_file boolean not null default false`.execute(db);
    // Rewritten without waiting for whoever could still see them: nobody knows whether these are gone.
    await sql`update keys.data_keys set remains_in_file = true where erased_on is not null`.execute(db);
    await sql`grant update (remains_in_file) on keys.data_keys to minhchung_keys`.execute(db);
  },
};
