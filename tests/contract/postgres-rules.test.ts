import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { instant } from '#kernel/dates';
import type { EventRecord } from '#kernel/record';
import { openPool } from '#platform/db/pools';
import {
  ClockSkew,
  Conflict,
  type EventStore,
  NO_STREAM,
  OutcomeUnknown,
  Unavailable,
} from '#platform/event-store/event-store';
import { PostgresEventStore } from '#platform/event-store/postgres.event-store';
import { freshStore, type FreshStore } from '../support/servers/event-store.js';
import { newStream, randomId, testRecord, testRecords } from '../support/worlds/records.js';

const append = (store: EventStore, records: readonly EventRecord[]) => {
  const [first] = records;
  if (!first) throw new Error('nothing to append');
  return store.append(first.stream, first.revision - 1, records);
};
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
const fresh = (data = {}, other: Partial<EventRecord> = {}) => [testRecord(newStream(), 0, data, other)];
const at = (seconds: number) => instant(new Date(Date.now() + seconds * 1000));

describe('the log of PostgreSQL', () => {
  let place: FreshStore;
  beforeAll(async () => {
    place = await freshStore();
  });
  afterAll(() => place.close());

  it.each([
    `insert into log.events (position, stream, revision, record) values (1, 'x', 0, '{}')`,
    `update log.events set record = '{}'`,
    `delete from log.events`,
    `truncate log.events`,
    `select position from log.head for update`,
    `update log.head set position = 0`,
    `insert into log.head (only_row) values (true)`,
    `delete from log.head`,
    `drop function log.append_one`,
    `alter table log.events disable trigger all`,
    `create table log.mine (x int)`,
    `set role postgres`,
    `set session_replication_role = replica`,
  ])('cannot be written around its functions by the product: %s', async (statement) => {
    await append(place.store, fresh());
    await expect(place.app.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('commits durably even when a session asked not to', async () => {
    await place.admin.query(`alter database ${place.database.name} set synchronous_commit = off`);
    await place.admin.query(`
      create table public.seen (setting text);
      create function public.look() returns trigger language plpgsql security definer as $$
      begin insert into public.seen values (current_setting('synchronous_commit')); return null; end $$;
      create constraint trigger look after insert on log.events deferrable initially deferred
        for each row execute function public.look()`); // deferred: it runs at the commit
    const other = await place.reopen();
    await append(other, fresh());
    await Promise.all([1, 2, 3].map(() => append(other, fresh())));
    await other.close();
    const { rows } = await place.admin.query<{ setting: string }>('select setting from public.seen');
    expect(rows.map(({ setting }) => setting)).toEqual(['on', 'on', 'on', 'on']);
    await place.admin.query('drop trigger look on log.events');
    await place.admin.query(`alter database ${place.database.name} reset synchronous_commit`);
  });

  describe('clocks', () => {
    it.each([-3600, -61, 70, 3600])('refuses a record that is %d s away from its own clock', async (seconds) => {
      const records = fresh({}, { recordedAt: at(seconds) });
      const error = await errorOf(append(place.store, records));
      expect(error).toBeInstanceOf(ClockSkew);
      expect(Math.abs((error as ClockSkew).seconds - seconds)).toBeLessThan(10);
      expect(await place.store.read(newStream())).toEqual([]);
    });

    it('refuses that append in a batch, and writes the other appends', async () => {
      const good = Array.from({ length: 5 }, () => fresh());
      const [bad, ...answers] = await Promise.all(
        [fresh({}, { recordedAt: at(-600) }), ...good].map((records) => errorOf(append(place.store, records))),
      );
      expect(bad).toBeInstanceOf(ClockSkew);
      expect(answers).toEqual(good.map(() => undefined));
    });

    it('makes later appends to that stream conflict', async () => {
      const [first] = fresh({}, { recordedAt: at(-600) });
      if (!first) throw new Error('no record');
      const errors = await Promise.all(
        [[first], testRecords(first.stream, 0, 1)].map((records) => errorOf(append(place.store, records))),
      );
      expect(errors[0]).toBeInstanceOf(ClockSkew);
      expect(errors[1]).toBeInstanceOf(Conflict);
    });

    it('returns the first receipt for a repetition whose recording time is long past', async () => {
      const records = fresh({}, { recordedAt: at(-50) });
      const appended = await append(place.store, records);
      await place.admin.query(`
        create schema late;
        create function late.clock_timestamp() returns timestamptz language sql as $$ select now() + interval '1 day' $$;
        alter function log.append_one set search_path = late, pg_catalog, pg_temp;
        alter function log.append_batch set search_path = late, pg_catalog, pg_temp;
        grant usage on schema late to minhchung_app`);
      const other = await place.reopen();
      expect(await errorOf(append(other, fresh()))).toBeInstanceOf(ClockSkew);
      expect(await append(other, records)).toEqual(appended);
      await other.close();
      await place.admin.query(`
        alter function log.append_one set search_path = pg_catalog, pg_temp;
        alter function log.append_batch set search_path = pg_catalog, pg_temp`);
    });
  });

  describe('failures', () => {
    it('writes the other appends of a batch when the server refuses the batch because of one', async () => {
      await place.admin.query(`
        create function public.refuse_it() returns trigger language plpgsql as $$
        begin raise exception 'no' using errcode = 'check_violation'; end $$;
        create trigger refuse_it before insert on log.events for each row
          when (new.record like '%"poison":true%') execute function public.refuse_it()`);
      const [bad] = fresh({ poison: true });
      if (!bad) throw new Error('no record');
      const good = Array.from({ length: 5 }, () => fresh());
      const all = [...good.slice(0, 2), [bad], testRecords(bad.stream, 0, 1), ...good.slice(2)];
      const errors = await Promise.all(all.map((records) => errorOf(append(place.store, records))));
      expect(errors.map((error) => (error as Error | undefined)?.name)).toEqual([
        undefined,
        undefined,
        'Unavailable',
        'Conflict',
        undefined,
        undefined,
        undefined,
      ]);
      const head = await place.store.head();
      expect(head).toBe(BigInt((await place.store.readAll(0n, 10_000)).length));
    });

    it('says that nothing was written when there is no server', async () => {
      const pool = openPool({
        url: 'postgresql://x@127.0.0.1:1/x',
        max: 1,
        applicationName: 'x',
        statementTimeoutMs: 0,
      });
      const store = new PostgresEventStore({ pool, listenUrl: 'postgresql://x@127.0.0.1:1/x' });
      expect(await errorOf(append(store, fresh()))).toBeInstanceOf(Unavailable);
      expect(await errorOf(store.head())).toBeInstanceOf(Unavailable);
      expect(await errorOf(store.readAll(0n, 1))).toBeInstanceOf(Unavailable);
      await store.close();
      await pool.end();
      expect(await errorOf(append(store, fresh()))).toBeInstanceOf(Unavailable);
    });

    it('reports an unknown outcome when the answer takes too long', async () => {
      const other = await freshStore({ answerTimeoutMs: 300 });
      await other.admin.query(`
        create function public.slow() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return new; end $$;
        create trigger slow before insert on log.events for each row when (new.record like '%"slow":true%')
          execute function public.slow()`);
      const records = fresh({ slow: true });
      expect(await errorOf(append(other.store, records))).toBeInstanceOf(OutcomeUnknown);
      const patient = await other.reopen({ answerTimeoutMs: 20_000 });
      const appended = await append(patient, records);
      expect(await append(other.store, records)).toEqual(appended);
      await patient.close();
      await other.close();
    });

    it('keeps subscriptions open when their connections are ended, and gives every event once', async () => {
      const warnings: string[] = [];
      const other = await freshStore({ warn: (sentence) => warnings.push(sentence) });
      const end = new AbortController();
      const positions: bigint[] = [];
      for await (const batch of other.store.subscribe(0n, end.signal)) {
        positions.push(...batch.map(({ position }) => position));
        if (positions.length === 6) end.abort();
        if (batch.length > 0 || positions.length % 2 > 0) continue;
        await other.admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and application_name = 'minh-chung subscription'`,
        );
        const writer = await other.reopen();
        const stream = newStream();
        await writer.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 2));
        await writer.close();
      }
      expect(positions).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
      expect(warnings).not.toEqual([]);
      await other.close();
    });
  });
});

describe('the declaration of a log', () => {
  it('cannot change after the first event, and decides whether injected clocks are accepted', async () => {
    const place = await freshStore();
    const [log, other] = [randomId(), randomId()];
    const declare = (id: string, accepts: boolean) =>
      place.app.query('select log.declare_store($1, $2)', [id, accepts]);
    const injected = fresh({}, { clock: 'injected', recordedAt: at(-1e8) });
    expect(await errorOf(append(place.store, injected))).toBeInstanceOf(ClockSkew);
    await declare(log, true);
    await declare(log, true);
    await append(place.store, injected);
    for (const [id, accepts] of [
      [log, false],
      [other, true],
    ] as const)
      await expect(declare(id, accepts)).rejects.toMatchObject({ code: '55000' });
    await Promise.all([1, 2, 3].map(() => append(place.store, fresh({}, { clock: 'injected', recordedAt: at(-1e8) }))));
    await declare(log, true);
    await place.close();
  });

  it('is refused for a log with events', async () => {
    const place = await freshStore();
    await append(place.store, fresh());
    await expect(place.app.query('select log.declare_store($1, $2)', [randomId(), false])).rejects.toMatchObject({
      code: '55000',
    });
    await place.close();
  });
});
