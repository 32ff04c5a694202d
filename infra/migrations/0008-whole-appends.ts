import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Whole appends. A column beside the record says whether the event ends its append; the record's bytes do not change. A
 * log that was copied to another store is marked, so that it takes no more appends.
 *
 * For older events, adjacent events of one command in one stream form one append.
 */
export const wholeAppends: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table log.events add column ends_append boolean not null default true`.execute(db);
    await sql`
      update log.events e set ends_append = false from log.events next
      where next.position = e.position + 1 and next.stream = e.stream and next.revision = e.revision + 1
        and next.record::json ->> 'commandId' = e.record::json ->> 'commandId'`.execute(db);
    await sql`alter table log.head add column left_for text`.execute(db);
    await sql`drop function log.append_batch`.execute(db);
    await appendBatch.execute(db);
    await appendOne.execute(db);
    await leave.execute(db);
    await sql`revoke all on function log.append_batch, log.leave from public`.execute(db);
    await sql`grant execute on function log.append_batch, log.leave to minhchung_app`.execute(db);
  },
};

/**
 * Like the function of migration 0001. It also stores where appends end, and raises MC301 if the log was copied to
 * another store.
 */
const appendBatch = sql`
  create function log.append_batch(
    streams text[], revisions integer[], texts text, plain boolean, first_streams text[], first_expected integer[],
    counts integer[], may_write boolean[], earliest timestamptz[], latest timestamptz[], injected boolean[],
    ends boolean[], out base bigint, out letters text, out numbers bigint[]
  ) language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '2s'
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
  as $$
  #variable_conflict use_column
  declare
    size constant integer := cardinality(streams);
    written integer;
    writable boolean[];
    records text[];
    owners integer[];
    clock timestamptz;
    accepts_injected boolean;
    elsewhere text;
  begin
    if current_setting('synchronous_commit') in ('off', 'local') then
      perform set_config('synchronous_commit', 'on', true);
    end if;
    update log.head set position = position + size
      returning position - size, accepts_injected_clock, left_for into strict base, accepts_injected, elsewhere;
    if elsewhere is not null then raise exception '%', elsewhere using errcode = 'MC301'; end if;
    clock := clock_timestamp(); -- after the wait for the lock

    perform pg_notify('minhchung_log', ''); -- told at the commit, and once however often it is said

    if plain and (accepts_injected or not true = any (injected)) then
      insert into log.events (position, stream, revision, record, ends_append)
        select base + e.ordinal, e.stream, e.revision, e.record, e.ends
        from unnest(streams, revisions, string_to_array(texts, E'\\n'), ends)
          with ordinality as e (stream, revision, record, ends, ordinal)
        where not exists (
          select from unnest(first_streams, first_expected) as f (stream, expected)
          where expected <> coalesce(
            (select last.revision from log.events last where last.stream = f.stream order by last.revision desc limit 1), -1))
        and not exists (
          select from unnest(earliest, latest, injected) as a (earliest, latest, injected)
          where not a.injected and (a.earliest < clock - interval '60 s' or a.latest > clock + interval '60 s'));
      get diagnostics written = row_count;
      if written = size then return; end if;
    end if;

    records := string_to_array(texts, E'\\n');
    owners := array(
      select a.ordinal from unnest(counts) with ordinality as a (count, ordinal), generate_series(1, a.count) order by 1);
    select array_agg(good_so_far order by ordinal) into strict writable from (
      select ordinal, bool_and(may_write and in_time and expected = previous) over (partition by stream order by ordinal) as good_so_far
      from (
        select a.*, coalesce(
          lag(expected + count) over (partition by stream order by ordinal),
          (select last.revision from log.events last where last.stream = a.stream order by last.revision desc limit 1), -1) as previous
        from log.appends(streams, revisions, counts, may_write, earliest, latest, injected, accepts_injected, clock) a) b) c;
    insert into log.events (position, stream, revision, record, ends_append)
      select base + row_number() over (order by i), streams[i], revisions[i], records[i], ends[i]
      from generate_series(1, size) as i where writable[owners[i]];
    get diagnostics written = row_count;
    update log.head set position = base + written;
    select string_agg(letter, '' order by ordinal), array_agg(number order by ordinal) into strict letters, numbers
    from (
      select a.ordinal, x.letter, case x.letter when 'C' then x.actual when 'S' then a.seconds else x.position end as number
      from log.appends(streams, revisions, counts, may_write, earliest, latest, injected, accepts_injected, clock) a
      cross join lateral (
        select max(e.position) as position, count(*) as same
        from generate_series(a.first, a.first + a.count - 1) as i
        join log.events e on e.stream = streams[i] and e.revision = revisions[i] and e.record = records[i]) as found
      cross join lateral (
        select found.position, coalesce(
            (select last.revision from log.events last where last.stream = a.stream order by last.revision desc limit 1), -1) as actual,
          case when writable[a.ordinal] then 'W' when found.same = a.count then 'R' when a.in_time then 'C' else 'S' end as letter) as x
    ) as answers;
  end $$`;

/**
 * Like the function of migration 0001. It also raises MC301 if the log was copied to another store. The event is a
 * whole append.
 */
const appendOne = sql`
  create or replace function log.append_one(stream text, revision integer, record text, recorded_at timestamptz, injected boolean)
  returns bigint language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '2s'
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
  as $$
  #variable_conflict use_variable
  declare
    place bigint;
    written integer := 0;
    clock timestamptz;
    accepts_injected boolean;
    elsewhere text;
  begin
    if current_setting('synchronous_commit') in ('off', 'local') then
      perform set_config('synchronous_commit', 'on', true);
    end if;
    update log.head h set position = h.position + 1
      returning h.position, h.accepts_injected_clock, h.left_for into strict place, accepts_injected, elsewhere;
    if elsewhere is not null then raise exception '%', elsewhere using errcode = 'MC301'; end if;
    clock := clock_timestamp();
    if (case when injected then accepts_injected else abs(extract(epoch from recorded_at - clock)) <= 60 end) then
      insert into log.events (position, stream, revision, record)
        select place, stream, revision, record where revision - 1 = coalesce(
          (select last.revision from log.events last where last.stream = append_one.stream order by last.revision desc limit 1), -1);
      get diagnostics written = row_count;
    end if;
    if written = 1 then
      perform pg_notify('minhchung_log', '');
      return place;
    end if;
    update log.head h set position = h.position - 1;
    return null;
  end $$`;

const leave = sql`
  create function log.leave(left_for text) returns void
  language sql security definer set search_path = pg_catalog, pg_temp
  as $$ update log.head h set left_for = coalesce(h.left_for, leave.left_for) $$`;
