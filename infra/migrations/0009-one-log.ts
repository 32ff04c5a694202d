import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Tables know which log they are of: whose it is, and by the hash of its last event each checkpoint. And how far the log
 * was seen, by whoever keeps the tables, so that no question has to ask the log for its end.
 */
export const oneLog: Migration = {
  async up(db: Kysely<unknown>) {
    // Null: of an event that was projected before; looked up once.
    await sql`alter table read.checkpoints add column leaf text`.execute(db);
    await sql`
      create table read.log (
        only_row boolean primary key default true check (only_row),
        log uuid,
        seen bigint not null default 0,
        looked bigint not null default 0,
        seen_at timestamptz
      )`.execute(db);
    await sql`insert into read.log default values`.execute(db);
    await sql`grant select, insert, update, delete on read.log to minhchung_app`.execute(db);
  },
};
