import { type Kysely, type Migration, sql } from 'kysely';
import { ensureRole } from './ensure-role.js';

/**
 * `minhchung_app` is the product's role: it makes and fills read models, and has on the log only the rights that the
 * log's own migration grants.
 */
export const roles: Migration = {
  async up(db: Kysely<unknown>) {
    await ensureRole(db, 'minhchung_app');
    await sql`
      do $$ begin
        if not (select rolsuper from pg_roles where rolname = current_user) then
          execute format('grant minhchung_app to %I', current_user);
        end if;
        execute format('revoke create, temporary on database %I from public', current_database());
        execute format('grant connect on database %I to minhchung_app', current_database());
      end $$`.execute(db);
    await sql`revoke all on schema public from public`.execute(db);
    await sql`create schema log`.execute(db);
    await sql`grant usage on schema log to minhchung_app`.execute(db);
    await sql`create schema read`.execute(db);
    await sql`grant usage, create on schema read to minhchung_app`.execute(db);
  },
};
