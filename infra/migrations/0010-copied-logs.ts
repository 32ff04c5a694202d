import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Functions that copy a log from or to another store. Only the owner of the database may call them: they write records
 * with their original recording times, which the product's role must not do.
 *
 * A row of `log.copying` is written before the first record of a copy and removed when the copy is complete, so that no
 * program uses half a log. `target` and `source` name stores in the same form as the program does.
 */
export const copiedLogs: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table log.copying (
        target text primary key,
        source text not null,
        log uuid not null,
        begun_at timestamptz not null default now()
      )`.execute(db);
    await sql`grant select on log.copying to minhchung_app`.execute(db);
    await copyAppend.execute(db);
    await sql`revoke all on function log.copy_append from public`.execute(db);
  },
};

/**
 * Writes whole appends after the given position into the target of a copy, all of them or none. Texts are separated by
 * line feeds, which no canonical text contains. Returns the position of the last record.
 */
const copyAppend = sql`
  create function log.copy_append(behind bigint, streams text[], revisions integer[], texts text, ends boolean[])
  returns bigint language plpgsql
    set search_path = pg_catalog, pg_temp
    set enable_seqscan = off
  as $$
  #variable_conflict use_column
  declare
    size constant integer := cardinality(streams);
    base bigint;
  begin
    if current_setting('synchronous_commit') in ('off', 'local') then
      perform set_config('synchronous_commit', 'on', true);
    end if;
    update log.head set position = position + size returning position - size into strict base;
    if base <> behind or not exists (select from log.copying where target = 'postgres') then
      raise exception 'the log is at % and is not being copied to behind %', base, behind using errcode = 'MC302';
    end if;
    insert into log.events (position, stream, revision, record, ends_append)
      select base + e.ordinal, e.stream, e.revision, e.record, e.ends
      from unnest(streams, revisions, string_to_array(texts, E'\\n'), ends)
        with ordinality as e (stream, revision, record, ends, ordinal);
    perform pg_notify('minhchung_log', '');
    return base + size;
  end $$`;
