import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Second factors. The secret that a person's app holds is stored sealed, and recovery codes as hashes. A row without
 * `confirmed_at` was begun and does not count yet. `last_step` is the step of the last code that was taken: no code of
 * that step or before is taken again.
 *
 * `provider_answers` holds, for some minutes, which answers of an identity provider were taken.
 */
export const secondFactor: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table identity.second_factors (
        account_id uuid primary key references identity.accounts on delete cascade,
        enrolment_id uuid not null,
        secret text not null,
        begun_at timestamptz not null,
        confirmed_at timestamptz,
        last_step integer not null default 0)`.execute(db);
    await sql`
      create table identity.recovery_codes (
        account_id uuid not null references identity.second_factors on delete cascade,
        code_hash bytea not null,
        used_at timestamptz,
        primary key (account_id, code_hash))`.execute(db);
    await sql`
      create table identity.provider_answers (
        state_hash bytea primary key,
        ends_at timestamptz not null)`.execute(db);
    await sql`alter table identity.sessions add column second_factor boolean not null default false`.execute(db);
    await sql`
      grant select, insert, update, delete
        on identity.second_factors, identity.recovery_codes, identity.provider_answers to minhchung_app`.execute(db);
  },
};
