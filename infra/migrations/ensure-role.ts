import { type Kysely, sql } from 'kysely';

/**
 * Creates a role that may only log in, unless it exists. Roles belong to the server, so another database may have
 * created it already, or the operator: the owner of the databases then needs no right to create roles.
 */
export async function ensureRole(db: Kysely<unknown>, role: string): Promise<void> {
  await sql`
    do $$ begin
      if to_regrole(${sql.lit(role)}) is null then
        create role ${sql.id(role)} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
      end if;
    exception when duplicate_object or unique_violation then null;
    end $$`.execute(db);
}
