import { type Kysely, type Migration, sql } from 'kysely';

/** That a key store was made for this log: an empty one beside it was lost, and is not begun anew. */
export const keyStore: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table secret.key_store (
        one boolean primary key default true check (one),
        made_at timestamptz not null default now())`.execute(db);
    await sql`grant select, insert on secret.key_store to minhchung_app`.execute(db);
  },
};
