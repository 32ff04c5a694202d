import { type Kysely, type Migration, sql } from 'kysely';
import { ensureRole } from './ensure-role.js';

/** The first migration of a database apart from the log: its role, and no access for others. */
export const sideRole = (role: string): Migration => ({
  async up(db: Kysely<unknown>) {
    await ensureRole(db, role);
    await sql`
      do $$ begin
        if not (select rolsuper from pg_roles where rolname = current_user) then
          execute format('grant ${sql.id(role)} to %I', current_user);
        end if;
        execute format('revoke all on database %I from public', current_database());
        execute format('grant connect on database %I to ${sql.id(role)}', current_database());
      end $$`.execute(db);
    await sql`revoke all on schema public from public`.execute(db);
  },
});
