import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { streamId } from '#kernel/ids';
import { leafHash } from '#kernel/record';
import { openPool } from '#platform/db/pools';
import { BEGINNING, type EventStore, NO_STREAM } from '#platform/event-store/event-store';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { copyingTo, kurrentPlace, markCopying, POSTGRES } from '#platform/event-store/postgres.copying';
import { PostgresEventStore } from '#platform/event-store/postgres.event-store';
import { COPY, runProgram, startProgram, TO_KURRENTDB, TO_POSTGRES, until } from '../support/servers/copy-programs.js';
import { type StandIn, standInServer } from '../support/servers/kurrentdb.js';
import { type ProductDatabase, productDatabase } from '../support/servers/postgres.js';
import { newStream, TEST_LOG, testRecord, testRecords } from '../support/worlds/records.js';
import { rounds } from '../support/rounds.js';

/** A log whose copy takes long enough to be killed in the middle, and a log that is copied at once. */
const APPENDS = 1500;
const FEW = 20;
const ROUNDS = rounds(50);

const told = async (store: EventStore) =>
  (await store.readAll(BEGINNING, 1_000_000)).map(({ text, endsAppend }) => [leafHash(text), endsAppend]);

/** Appends of one to three records each; each append has a stream of its own. */
async function write(store: EventStore, appends: number): Promise<void> {
  const jobs = Array.from({ length: appends }, (_, i) => {
    const stream = newStream();
    return store.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 1 + (i % 3)));
  });
  await Promise.all(jobs);
}

describe('a copy of a log that is killed', () => {
  let database: ProductDatabase;
  let standIn: StandIn;
  let pool: Pool;
  let owner: Pool;
  let postgres: PostgresEventStore;
  let kurrent: KurrentDbEventStore;
  const environment = () => ({ ...database.environment, KURRENTDB_URL: standIn.url });
  const copy = (way: readonly string[]) => startProgram(environment(), COPY, ...way);
  beforeEach(async () => {
    database = await productDatabase();
    standIn = await standInServer();
    const of = (url: string) => openPool({ url, max: 4, applicationName: 'test', statementTimeoutMs: 60_000 });
    [pool, owner] = [of(database.appUrl), of(database.adminUrl)];
    postgres = new PostgresEventStore({ pool, listenUrl: database.appUrl });
    kurrent = new KurrentDbEventStore({ connectionString: standIn.url });
    await postgres.declare(TEST_LOG, false);
    const own = streamId('store', TEST_LOG);
    const opened = testRecord(own, 0, { purpose: 'WARD' }, { type: 'StoreOpened' });
    await postgres.append(own, NO_STREAM, [opened]);
  });
  afterEach(async () => {
    await postgres.close();
    await kurrent.close();
    await Promise.all([pool.end(), owner.end(), standIn.close()]);
    await database.drop();
  });

  /** Whether the copy is complete: the source is marked as left, and the target is no longer marked as half copied. */
  const isOver = async (source: EventStore, way: readonly string[]) => {
    const target = way === TO_POSTGRES ? POSTGRES : kurrentPlace('mc_');
    return (await source.declaration())?.leftFor != null && (await copyingTo(owner, target)) === null;
  };

  /** Runs the copy many times and kills it each time at a random moment, then runs it once to its end. */
  async function killInRounds(way: readonly string[], source: EventStore, target: EventStore): Promise<number[]> {
    const stood: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const running = copy(way);
      await until(running, () => running.said().includes('→'));
      // The first kill must be in the middle of the copy, however fast the machine is.
      if (round === 0 && way === TO_KURRENTDB) await until(running, async () => (await target.head()) !== BEGINNING);
      else await sleep(Math.random() * 2500);
      await running.kill();
      if (await isOver(source, way)) return stood; // the copy completed before the kill
      const there = await told(target);
      expect((await told(source)).slice(0, there.length)).toEqual(there);
      stood.push(there.length);
      const left = (await source.declaration())?.leftFor;
      if (left == null) await write(source, 3);
    }
    const { code, said } = await copy(way).ended;
    expect([code, said]).toEqual([0, expect.stringContaining('SHA-256')]); // on a failure the output shows why
    return stood;
  }

  it('leaves a beginning of the log in KurrentDB at every moment, and completes', async () => {
    await write(postgres, APPENDS);
    const stood = await killInRounds(TO_KURRENTDB, postgres, kurrent);
    expect(stood.some((count) => count > 1 && count < 2 * APPENDS)).toBe(true);
    expect(await told(kurrent)).toEqual(await told(postgres));
  });

  it('leaves a beginning of the log in PostgreSQL at every moment, and completes', async () => {
    await write(postgres, APPENDS);
    expect(await copy(TO_KURRENTDB).ended).toMatchObject({ code: 0 });
    await write(kurrent, 5);
    await owner.query('truncate log.events');
    await owner.query('update log.head set position = 0, left_for = null');
    await killInRounds(TO_POSTGRES, kurrent, postgres);
    expect(await told(postgres)).toEqual(await told(kurrent));
  });

  it('lets no program use a half copied target, while the source can still be used', async () => {
    await write(postgres, APPENDS);
    const running = copy(TO_KURRENTDB);
    await until(running, async () => (await kurrent.head()) !== BEGINNING);
    await running.kill();
    const half = await runProgram({ ...environment(), EVENT_STORE: 'kurrentdb' }, 'apps/worker/main.ts');
    expect([half.code, half.said]).toEqual([78, expect.stringContaining('run "minhchung copy-log" again')]);
    const backwards = await copy(TO_POSTGRES).ended;
    expect([backwards.code, backwards.said]).toEqual([
      78,
      expect.stringContaining('is not completely copied to this store'),
    ]);
    const goesOn = await runProgram(environment(), 'apps/cli/main.ts', 'migrate');
    expect([goesOn.code, goesOn.said]).toEqual([0, expect.stringContaining('is up to date')]);
  });

  it('continues after the source was marked as left, and only to the same target', async () => {
    await write(postgres, FEW);
    await markCopying(owner, { target: kurrentPlace('mc_'), source: POSTGRES, log: TEST_LOG });
    await postgres.leave('KurrentDB 127.0.0.1:1 (mc_)');
    const elsewhere = await runProgram({ ...environment(), KURRENTDB_PREFIX: 'other_' }, COPY, ...TO_KURRENTDB);
    expect([elsewhere.code, elsewhere.said]).toEqual([78, expect.stringContaining('was moved to KurrentDB')]);
    expect(await copy(TO_KURRENTDB).ended).toMatchObject({ code: 0 });
    expect(await told(kurrent)).toEqual(await told(postgres));
    expect(await copy(TO_KURRENTDB).ended).toMatchObject({ code: 78 });
  });

  it('refuses a target with another log, and leaves it unchanged', async () => {
    await write(postgres, FEW);
    const stream = newStream();
    await kurrent.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 2));
    const before = await told(kurrent);
    const { code, said } = await copy(TO_KURRENTDB).ended;
    expect([code, said]).toEqual([78, expect.stringContaining('The target is not the beginning of this log')]);
    expect([await told(kurrent), await kurrent.declaration()]).toEqual([before, null]);
    expect((await postgres.declaration())?.leftFor).toBeNull();
    const same = await copy(['copy-log', '--from', 'postgres', '--to', 'postgres']).ended;
    expect([same.code, same.said]).toEqual([78, expect.stringContaining('are the same store')]);
    expect(await copy(['copy-log', '--from', 'postgres']).ended).toMatchObject({ code: 64 });
  });
});
