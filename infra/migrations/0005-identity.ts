import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Accounts and sessions. They are rows and not events, since names and credentials must be erasable, and a log is never
 * erased. The log contains only the `person_id`.
 */
export const identity: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create schema identity`.execute(db);
    await sql`
      create table identity.accounts (
        account_id uuid primary key,
        person_id uuid not null,
        kind text not null check (kind in ('person', 'service')),
        username text not null unique,
        display_name text not null,
        password_hash text,
        oidc_issuer text,
        oidc_subject text,
        created_at timestamptz not null,
        disabled_at timestamptz,
        unique (oidc_issuer, oidc_subject))`.execute(db);
    await sql`
      create table identity.sessions (
        token_hash bytea primary key,
        account_id uuid not null references identity.accounts on delete cascade,
        created_at timestamptz not null,
        seen_at timestamptz not null,
        ends_at timestamptz not null)`.execute(db);
    await sql`create index on identity.sessions (account_id)`.execute(db);
    await sql`create index on identity.sessions (ends_at)`.execute(db);
    await sql`
      create table identity.tokens (
        token_id uuid primary key,
        token_hash bytea not null unique,
        account_id uuid not null references identity.accounts on delete cascade,
        permissions text[] not null,
        created_at timestamptz not null,
        ends_at timestamptz not null,
        revoked_at timestamptz)`.execute(db);
    await sql`create index on identity.tokens (account_id)`.execute(db);
    await sql`
      create table identity.failures (
        about bytea primary key,
        failures integer not null,
        failed_at timestamptz not null)`.execute(db);
    await sql`grant usage on schema identity to minhchung_app`.execute(db);
    await sql`grant select, insert, update, delete on all tables in schema identity to minhchung_app`.execute(db);
  },
};
