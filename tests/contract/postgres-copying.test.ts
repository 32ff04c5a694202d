import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { instant } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { bePresent, beAlone, presentPrograms } from '#platform/db/programs';
import { copyLog } from '#platform/event-store/copy-log';
import { BEGINNING, ClockSkew, type EventStore, LogLeft, NO_STREAM } from '#platform/event-store/event-store';
import { MemoryEventStore } from '#platform/event-store/memory.event-store';
import { copyingTo, finishCopying, POSTGRES, postgresTarget } from '#platform/event-store/postgres.copying';
import { freshStore, type FreshStore } from '../support/servers/event-store.js';
import { newStream, randomId, testRecord, testRecords } from '../support/worlds/records.js';

const MONTHS_AGO = instant(new Date(Date.now() - 200 * 86_400_000));
const old = () => {
  const stream = newStream();
  return testRecord(stream, 0, { text: 'Đảng bộ "phường", {1\\2}' }, { recordedAt: MONTHS_AGO });
};
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );
const told = async (store: EventStore) =>
  (await store.readAll(BEGINNING, 1_000_000)).map(({ text, endsAppend }) => [text, endsAppend]);

describe('a log that is copied to PostgreSQL', () => {
  let place: FreshStore;
  let owner: PoolClient;
  let source: MemoryEventStore;
  let log: Uuid;
  const target = () =>
    postgresTarget(owner, place.store, { source: 'kurrentdb mc_', log, acceptsInjectedClock: false });
  const copy = () => copyLog({ source, target: target(), words: 'PostgreSQL' });
  beforeEach(async () => {
    place = await freshStore();
    owner = await place.admin.connect();
    log = randomId();
    source = new MemoryEventStore();
    await source.declare(log);
    for (let i = 0; i < 40; i++) {
      const record = old();
      await source.append(record.stream, NO_STREAM, [record]);
      await source.append(record.stream, 0, testRecords(record.stream, 0, 1 + (i % 5)));
    }
  });
  afterEach(async () => {
    owner.release();
    await place.close();
  });

  it('accepts records of months ago unchanged, in whole appends, into a WARD store', async () => {
    await copy();
    await finishCopying(place.admin, POSTGRES);
    expect(await told(place.store)).toEqual(await told(source));
    expect(await place.store.declaration()).toEqual({ log, leftFor: null });
    expect(await place.store.head()).toBe(160n);
  });

  it('accepts later records of the product with its own clock', async () => {
    await copy();
    await finishCopying(place.admin, POSTGRES);
    const record = old();
    expect(await errorOf(place.store.append(record.stream, NO_STREAM, [record]))).toBeInstanceOf(ClockSkew);
    const injected = testRecord(newStream(), 0, {}, { clock: 'injected' });
    expect(await errorOf(place.store.append(injected.stream, NO_STREAM, [injected]))).toBeInstanceOf(ClockSkew);
    const now = testRecord(newStream(), 0);
    expect(await place.store.append(now.stream, NO_STREAM, [now])).toMatchObject({ position: 161n });
  });

  it.each([
    `select log.copy_append(0, '{a}', '{0}', '{}', '{true}')`,
    `insert into log.copying (target, source, log) values ('postgres', 'x', gen_random_uuid())`,
    `delete from log.copying`,
  ])('cannot be written this way by the product: %s', async (statement) => {
    await expect(place.app.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('accepts no append from a program until the copy is complete', async () => {
    await target().begin();
    const now = testRecord(newStream(), 0);
    expect(await errorOf(place.store.append(now.stream, NO_STREAM, [now]))).toBeInstanceOf(LogLeft);
    expect(await copyingTo(place.app, POSTGRES)).toEqual({ target: POSTGRES, source: 'kurrentdb mc_', log });
    await copy();
    await finishCopying(place.admin, POSTGRES);
    expect(await copyingTo(place.app, POSTGRES)).toBeNull();
    expect(await place.store.append(now.stream, NO_STREAM, [now])).toMatchObject({ position: 161n });
  });

  it('is copied back to the store that was left, with the later records', async () => {
    await copy();
    await finishCopying(place.admin, POSTGRES);
    await place.store.leave('KurrentDB');
    const elsewhere = new MemoryEventStore();
    await elsewhere.declare(log);
    for (const { record } of await place.store.readAll(BEGINNING, 1000))
      await elsewhere.append(record.stream, record.revision - 1, [record]);
    source = elsewhere;
    expect(await errorOf(copy())).toMatchObject({ name: 'NotTheBeginning' }); // its appends are other ones
    source = new MemoryEventStore();
    await source.declare(log);
    const whole = await place.store.readAll(BEGINNING, 1000);
    for (let i = 0; i < whole.length;) {
      const size = whole.slice(i).findIndex(({ endsAppend }) => endsAppend) + 1;
      const records = whole.slice(i, i + size).map(({ record }) => record);
      if (records[0]) await source.append(records[0].stream, records[0].revision - 1, records);
      i += size;
    }
    const record = old();
    await source.append(record.stream, NO_STREAM, [record]);
    expect(await copy()).toMatchObject({ recordsBefore: 160, records: 161 });
    expect(await place.store.declaration()).toMatchObject({ leftFor: 'KurrentDB' });
    await finishCopying(place.admin, POSTGRES);
    expect(await place.store.declaration()).toEqual({ log, leftFor: null });
  });

  it('accepts copied records only after its end, and only during a copy', async () => {
    const append = (behind: number) =>
      owner.query(`select log.copy_append($1, '{a-1}', '{0}', '{}', '{true}')`, [behind]);
    expect(await errorOf(append(0))).toMatchObject({ code: 'MC302' });
    await target().begin();
    expect(await errorOf(append(1))).toMatchObject({ code: 'MC302' });
    await append(0);
    expect(await errorOf(append(0))).toMatchObject({ code: 'MC302' });
  });
});

describe('programs that work with one database', () => {
  let place: FreshStore;
  beforeEach(async () => {
    place = await freshStore();
  });
  afterEach(() => place.close());

  it('can run side by side, and no program gets exclusive use while another runs', async () => {
    const [one, other] = [await bePresent(place.app), await bePresent(place.app)];
    const client = await place.admin.connect();
    expect(await beAlone(client, 0)).toBeNull();
    expect(await presentPrograms(client)).toEqual(['test store', 'test store']);
    await one?.();
    expect(await beAlone(client, 0)).toBeNull();
    await other?.();
    expect(await beAlone(client)).toMatchObject({ aborted: false });
    expect(await bePresent(place.app)).toBeNull();
    client.release(true);
    let again = await bePresent(place.app);
    for (; again === null; again = await bePresent(place.app)) await sleep(20);
    await again();
  });

  it('register again after a lost connection, and a program with exclusive use learns that it lost it', async () => {
    const leave = await bePresent(place.app, 20);
    const client = await place.admin.connect();
    // Other tests of the run have locks of their own on this server.
    const own = `from pg_locks join pg_database d on d.oid = database where locktype = 'advisory' and datname = current_database()`;
    const end = `select pg_terminate_backend(pid) ${own}`;
    const holders = async () => (await place.admin.query<{ pid: number }>(`select pid ${own} and granted`)).rows;
    const before = await holders();
    await place.admin.query(end);
    let after = await holders();
    while (after.length === 0 || JSON.stringify(after) === JSON.stringify(before)) {
      await sleep(20);
      after = await holders();
    }
    expect(await beAlone(client, 0)).toBeNull();
    await leave?.();
    const lost = await beAlone(client);
    await place.admin.query(end);
    while (lost?.aborted === false) await sleep(20);
    expect(lost?.aborted).toBe(true);
    client.release(true);
  });
});
