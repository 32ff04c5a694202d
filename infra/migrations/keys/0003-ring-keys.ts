import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Data keys are wrapped by a ring key, which is outside of the database. The database only names it. To destroy a data
 * key, all others are wrapped by a new ring key, and the old one is destroyed. So old versions of rows no longer have to
 * be removed from the table.
 */
export const ringKeys: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table keys.store add column ring_id uuid constraint store_ring unique`.execute(db);
    // Checked at the commit: a data key that another process makes under a ring key that was replaced meanwhile is
    // refused, and a rotation that forgets a data key is refused.
    await sql`
      alter table keys.data_keys add column ring_id uuid
        constraint under_the_current_ring references keys.store (ring_id) deferrable initially deferred`.execute(db);
    // Not valid: the keys of stores from before are wrapped by the master key until the first start wraps them anew.
    await sql`
      alter table keys.data_keys
        add constraint living_under_a_ring check ((wrapped is null) = (ring_id is null)) not valid`.execute(db);
    await sql`
      create or replace function keys.only_used_or_destroyed() returns trigger language plpgsql as $$ begin
        if new.key_id <> old.key_id or new.owner_kind <> old.owner_kind or new.owner_id <> old.owner_id
          or new.encryptions < old.encryptions
          or old.erased_on is not null and (new.wrapped is not null or new.erased_on is distinct from old.erased_on)
          or new.wrapped is not null
            and (new.wrapped is distinct from old.wrapped) <> (new.ring_id is distinct from old.ring_id)
        then raise exception 'a key is never exchanged and never comes back' using errcode = 'MC101';
        end if;
        return new;
      end $$`.execute(db);
    await sql`drop function keys.rewrite()`.execute(db);
    await sql`alter table keys.data_keys drop column remains_in_file`.execute(db);
    await sql`grant update (ring_id) on keys.store, keys.data_keys to minhchung_keys`.execute(db);
  },
};
