import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Records that a key store was made for this log. If the key store is empty later, its keys were lost, and it must not
 * be initialized again.
 */
export const keyStore: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table secret.key_store (
        one boolean primary key default true check (one),
        made_at timestamptz not null default now())`.execute(db);
    await sql`grant select, insert on secret.key_store to minhchung_app`.execute(db);
  },
};
