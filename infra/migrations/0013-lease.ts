import { type Kysely, type Migration, sql } from 'kysely';

/**
 * The lease is a row, so that a waiting process sees that the leader shows no sign of life, whatever its rights are:
 * only the owner of a session sees when that session was last active, and may end it.
 */
export const lease: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      alter table read.leadership
        add column held_until timestamptz not null default '-infinity',
        add column by_lock boolean not null default false`.execute(db);
  },
};
