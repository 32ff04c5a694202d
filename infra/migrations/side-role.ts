import { type Kysely, type Migration, sql } from 'kysely';

/**
 * The first migration of a database that is kept apart from the log: the role that works in it, and nobody else's way in.
 * Roles belong to the server, not to the database, so another database may have made it.
 */
export const sideRole = (role: string): Migration => ({
  async up(db: Kysely<unknown>) {
    await sql`
      do $$ begin
        create role ${sql.id(role)} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
      exception when duplicate_object or unique_violation then null;
      end $$`.execute(db);
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
