import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Data keys, wrapped by a master key that is never here. A database of its own, so that a dump of the log alone reads
 * nothing, and with short-lived backups of its own, so that what is erased is gone. Who erases a key removes the wrapped
 * bytes; the row stays and says when. `minhchung_keys` works on it, and nobody else but the owner may enter.
 */
export const dataKeys: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create schema keys`.execute(db);
    await sql`
      create table keys.ring (
        singleton boolean primary key default true check (singleton),
        ring_id uuid not null,
        master_check bytea not null)`.execute(db);
    await sql`
      create table keys.data_keys (
        key_id uuid primary key,
        owner_kind text not null check (owner_kind in ('person', 'case')),
        owner_id uuid not null,
        wrapped bytea,
        made_at timestamptz not null default now(),
        erased_at timestamptz,
        check ((wrapped is null) = (erased_at is not null)),
        unique (owner_kind, owner_id))`.execute(db);
    await sql`grant usage on schema keys to minhchung_keys`.execute(db);
    await sql`grant select, insert on keys.ring to minhchung_keys`.execute(db);
    await sql`grant select, insert, update (wrapped, erased_at) on keys.data_keys to minhchung_keys`.execute(db);
  },
};
