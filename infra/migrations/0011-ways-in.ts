import { type Kysely, type Migration, sql } from 'kysely';

/**
 * One-time credentials, limited sessions, and one account in use for each person. Acts on accounts are recorded in the
 * log from here on; a row is marked `unsettled_since` while its act is under way, so that the next start or the next act
 * brings it in line with the log.
 */
export const waysIn: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      alter table identity.accounts
        add column in_use_since timestamptz,
        add column unsettled_since timestamptz,
        add column must_choose boolean not null default false,
        add column signed_in_at timestamptz,
        add column first_half bytea,
        add column second_half bytea,
        add column halves_end_at timestamptz,
        add column issued_revision integer,
        add column asked_revision integer,
        add column asked_reset text check (asked_reset in ('CREDENTIAL', 'SECOND_FACTOR')),
        add column asked_half bytea`.execute(db);
    // The rows of before: no act is recorded of them yet, and others may know their passwords.
    await sql`
      update identity.accounts set in_use_since = created_at, unsettled_since = now(),
        must_choose = kind = 'person' and password_hash is not null`.execute(db);
    // A program is a person of its own, so that it shares no rights with a human being.
    await sql`
      update identity.accounts a set person_id = account_id where kind = 'service' and exists (
        select from identity.accounts p where p.person_id = a.person_id and p.account_id <> a.account_id)`.execute(db);
    // Of several accounts of one person the first stays.
    await sql`
      update identity.accounts a set disabled_at = now() where disabled_at is null and exists (
        select from identity.accounts p where p.person_id = a.person_id and p.disabled_at is null
          and (p.created_at, p.account_id) < (a.created_at, a.account_id))`.execute(db);
    await sql`create unique index on identity.accounts (person_id) where disabled_at is null`.execute(db);
    // Everybody signs in anew: a session says from now on how it began.
    await sql`delete from identity.sessions`.execute(db);
    await sql`
      alter table identity.sessions
        add column session_id uuid not null unique,
        add column is_limited boolean not null,
        add column before_at timestamptz`.execute(db);
  },
};
