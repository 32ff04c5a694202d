import { type Kysely, type Migration, sql } from 'kysely';

/**
 * The order of the Vietnamese alphabet, with numbers ordered by value: Chi bộ 2 comes before Chi bộ 10. The collation
 * is deterministic, so different names are never equal, and a cursor on a name is unambiguous.
 */
export const collation: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create collation read.vietnamese (provider = icu, locale = 'vi-u-kn-true')`.execute(db);
  },
};
