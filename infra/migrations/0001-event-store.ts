import { type Kysely, type Migration, sql } from 'kysely';

/**
 * The log. Every append locks one head row, so positions have no gaps and commit order is position order: a reader who
 * follows positions misses nothing. Only `append_batch` can write.
 */
export const eventStore: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table log.events (
        position bigint primary key,
        stream text collate "C" not null,
        revision integer not null check (revision >= 0),
        record text collate "C" not null,
        unique (stream, revision)
      )`.execute(db);
    await sql`
      create table log.head (
        only_row boolean primary key default true check (only_row),
        position bigint not null default 0,
        log uuid,
        accepts_injected_clock boolean not null default false
      ) with (fillfactor = 10, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0,
              autovacuum_vacuum_cost_delay = 0)`.execute(db);
    await sql`insert into log.head default values`.execute(db);
    await appends.execute(db);
    await appendBatch.execute(db);
    await appendOne.execute(db);
    await declareStore.execute(db);
    await sql`revoke all on all functions in schema log from public`.execute(db);
    await sql`grant select on log.events, log.head to minhchung_app`.execute(db);
    await sql`grant execute on function log.append_batch, log.append_one, log.declare_store to minhchung_app`.execute(
      db,
    );
  },
};

/**
 * Writes a batch of appends in one transaction and returns a result for each append. A conflict is a result and not an
 * error, since an error would abort the other appends of the batch.
 *
 * Parameters for each event, in the order of the calls: its stream, its revision, its text. Texts are separated by line
 * feeds, which no canonical text contains. Parameters for each append: the number of its events, whether it may be
 * written or is only compared with what is stored, its recording times, and whether their clock was injected. `plain`
 * says that every append may be written and that the appends to one stream follow each other; then `first_…` name each
 * stream once, with its expected revision.
 *
 * Returns `base`, the position before the first event. Unless everything was written, it also returns a letter and a
 * number for each append: W (written) or R (repeated) with the position of its last event, C (conflict) with the actual
 * revision, S (clock skew) with the seconds.
 *
 * A separate statement locks the head row: only later statements see what the previous holder of the lock wrote.
 */
const appendBatch = sql`
  create function log.append_batch(
    streams text[], revisions integer[], texts text, plain boolean, first_streams text[], first_expected integer[],
    counts integer[], may_write boolean[], earliest timestamptz[], latest timestamptz[], injected boolean[],
    out base bigint, out letters text, out numbers bigint[]
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
  begin
    if current_setting('synchronous_commit') in ('off', 'local') then
      perform set_config('synchronous_commit', 'on', true);
    end if;
    update log.head set position = position + size
      returning position - size, accepts_injected_clock into strict base, accepts_injected;
    clock := clock_timestamp(); -- after the wait for the lock

    perform pg_notify('minhchung_log', ''); -- told at the commit, and once however often it is said

    if plain and (accepts_injected or not true = any (injected)) then
      insert into log.events (position, stream, revision, record)
        select base + e.ordinal, e.stream, e.revision, e.record
        from unnest(streams, revisions, string_to_array(texts, E'\\n'))
          with ordinality as e (stream, revision, record, ordinal)
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
    insert into log.events (position, stream, revision, record)
      select base + row_number() over (order by i), streams[i], revisions[i], records[i]
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

/** The appends of a batch, one row for each, and for each whether its recording times are acceptable. */
const appends = sql`
  create function log.appends(
    streams text[], revisions integer[], counts integer[], may_write boolean[],
    earliest timestamptz[], latest timestamptz[], injected boolean[], accepts_injected boolean, clock timestamptz
  ) returns table (
    ordinal integer, first integer, count integer, stream text, expected integer, may_write boolean, in_time boolean, seconds bigint
  ) language sql stable set search_path = pg_catalog, pg_temp
  as $$
    select a.ordinal::integer, a.first, a.count, streams[a.first] collate "C", revisions[a.first] - 1, a.may_write,
      case when a.injected then accepts_injected
        else a.earliest >= clock - interval '60 s' and a.latest <= clock + interval '60 s' end,
      round(extract(epoch from case when clock - a.earliest > a.latest - clock then a.earliest else a.latest end - clock))::bigint
    from (
      select u.*, (1 + sum(u.count) over (order by u.ordinal) - u.count)::integer as first
      from unnest(counts, may_write, earliest, latest, injected)
        with ordinality as u (count, may_write, earliest, latest, injected, ordinal)) as a
  $$`;

/**
 * Appends a single event: like a batch of one event, in a third of the time. Returns the position of the event, or null
 * if the event was not written; call `append_batch` then to get the reason.
 */
const appendOne = sql`
  create function log.append_one(stream text, revision integer, record text, recorded_at timestamptz, injected boolean)
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
  begin
    if current_setting('synchronous_commit') in ('off', 'local') then
      perform set_config('synchronous_commit', 'on', true);
    end if;
    update log.head h set position = h.position + 1
      returning h.position, h.accepts_injected_clock into strict place, accepts_injected;
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

const declareStore = sql`
  create function log.declare_store(log uuid, accepts_injected_clock boolean) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  as $$
  declare
    head log.head;
  begin
    select * into strict head from log.head for update;
    if head.log = declare_store.log and head.accepts_injected_clock = declare_store.accepts_injected_clock then return; end if;
    -- An empty log may be declared anew: whoever began to open it came to nothing.
    if head.position > 0 then
      raise exception 'this log is % and % an injected clock', coalesce(head.log::text, 'undeclared'),
        case when head.accepts_injected_clock then 'accepts' else 'refuses' end using errcode = 'object_not_in_prerequisite_state';
    end if;
    update log.head h set log = declare_store.log, accepts_injected_clock = declare_store.accepts_injected_clock;
  end $$`;
