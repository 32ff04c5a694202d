import { type Kysely, type Migration, sql } from 'kysely';

/** The state of the projection runner. It creates and drops the read models' tables itself. */
export const projections: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`
      create table read.checkpoints (
        projection text not null,
        version integer not null,
        generation integer not null,
        status text not null check (status in ('building', 'paused', 'differs', 'active', 'retired')),
        position bigint not null default 0,
        epoch bigint not null default 0,
        tables text[] not null default '{}',
        if_different text not null default 'keep' check (if_different in ('keep', 'switch')),
        differences jsonb,
        started_at timestamptz not null default now(),
        primary key (projection, version, generation)
      )`.execute(db);
    await sql`create unique index on read.checkpoints (projection) where status = 'active'`.execute(db);
    await sql`create unique index on read.checkpoints (projection) where status in ('building', 'paused', 'differs')`.execute(
      db,
    );
    await sql`
      create table read.parked (
        projection text not null,
        version integer not null,
        generation integer not null,
        stream text collate "C" not null,
        revision integer not null,
        position bigint not null,
        error text not null,
        parked_at timestamptz not null default now(),
        primary key (projection, version, generation, stream),
        foreign key (projection, version, generation) references read.checkpoints on delete cascade
      )`.execute(db);
    await sql`
      create table read.skipped (
        projection text not null,
        version integer not null,
        generation integer not null,
        stream text collate "C" not null,
        revision integer not null,
        primary key (projection, version, generation, stream, revision),
        foreign key (projection, version, generation) references read.checkpoints on delete cascade
      )`.execute(db);
    await sql`create table read.log_time (high_time timestamptz primary key, position bigint not null)`.execute(db);
    await sql`create table read.leadership (one boolean primary key default true check (one), epoch bigint not null)`.execute(
      db,
    );
    await sql`insert into read.leadership (epoch) values (0)`.execute(db);
    await sql`
      grant select, insert, update, delete
      on read.checkpoints, read.parked, read.skipped, read.log_time, read.leadership to minhchung_app`.execute(db);
  },
};
