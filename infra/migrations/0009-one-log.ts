import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Stores the identity of the log beside the tables: the log's id, and the leaf hash of the event of each checkpoint.
 * Also stores how far the leader has read the log, so that no request asks the log for its end.
 */
export const oneLog: Migration = {
  async up(db: Kysely<unknown>) {
    // Null for a checkpoint that is older than this column; its hash is then read from the log once.
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
