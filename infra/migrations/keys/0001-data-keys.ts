import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Data keys, wrapped by the master key. A key is made once, counts its uses upwards, and may be destroyed. A trigger
 * refuses every other change by the product's role, so that no error of the program can replace or restore a key.
 */
export const dataKeys: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create schema keys`.execute(db);
    await sql`
      create table keys.store (
        one boolean primary key default true check (one),
        log_id uuid not null,
        master_key_id uuid not null,
        master_key_check bytea not null)`.execute(db);
    await sql`
      create table keys.data_keys (
        key_id uuid constraint data_keys_pkey primary key,
        owner_kind text not null check (owner_kind in ('person', 'case')),
        owner_id uuid not null,
        wrapped bytea,
        encryptions bigint not null default 0 check (encryptions between 0 and 4294967296),
        made_at timestamptz not null default now(),
        erased_on date,
        unique (owner_kind, owner_id),
        check ((wrapped is null) = (erased_on is not null)))`.execute(db);
    await sql`
      create function keys.only_used_or_destroyed() returns trigger language plpgsql as $$ begin
        if new.key_id <> old.key_id or new.owner_kind <> old.owner_kind or new.owner_id <> old.owner_id
          or new.encryptions < old.encryptions
          or old.erased_on is not null and (new.wrapped is not null or new.erased_on is distinct from old.erased_on)
          or new.wrapped is not null and new.wrapped is distinct from old.wrapped
        then raise exception 'a key is never exchanged and never comes back' using errcode = 'MC101';
        end if;
        return new;
      end $$`.execute(db);
    await sql`
      create trigger only_used_or_destroyed before update on keys.data_keys
      for each row execute function keys.only_used_or_destroyed()`.execute(db);
    // Rewrites the table without old versions of rows. They would contain destroyed keys until a vacuum, and in the
    // file even after it.
    await sql`
      create function keys.rewrite() returns void language plpgsql security definer set search_path = pg_catalog as $$ begin
        cluster keys.data_keys using data_keys_pkey;
      end $$`.execute(db);
    await sql`revoke all on function keys.rewrite() from public`.execute(db);
    await sql`grant usage on schema keys to minhchung_keys`.execute(db);
    await sql`grant select, insert on keys.store, keys.data_keys to minhchung_keys`.execute(db);
    await sql`grant update (wrapped, encryptions, erased_on) on keys.data_keys to minhchung_keys`.execute(db);
    await sql`grant execute on function keys.rewrite() to minhchung_keys`.execute(db);
  },
};
