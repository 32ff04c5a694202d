import { type Kysely, type Migration, sql } from 'kysely';

/** Fails the calling statement unless it moved every checkpoint from its expected position. */
export const allMoved: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create function read.assert_all_moved(moved bigint, wanted integer) returns void language plpgsql as $$ begin
        if moved <> wanted then
          raise exception 'another process moved a checkpoint' using errcode = 'MC201';
        end if;
      end $$`.execute(db);
    await sql`revoke all on function read.assert_all_moved(bigint, integer) from public`.execute(db);
    await sql`grant execute on function read.assert_all_moved(bigint, integer) to minhchung_app`.execute(db);
  },
};
