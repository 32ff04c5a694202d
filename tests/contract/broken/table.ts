import type { Pool, PoolClient } from 'pg';

/** The table to which every broken adapter writes. Its numbers come from a sequence, as in most simple logs. */
export async function makeBrokenLog(admin: Pool): Promise<void> {
  await admin.query(`
    create schema broken;
    create table broken.events (
      position bigint generated always as identity primary key,
      xid xid8 not null default pg_current_xact_id(),
      id text not null
    );
    grant usage on schema broken to minhchung_app;
    grant select, insert on broken.events to minhchung_app`);
}

export async function write(client: PoolClient, id: string): Promise<void> {
  await client.query('insert into broken.events (id) values ($1)', [id]);
}
