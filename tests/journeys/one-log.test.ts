import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { Sameness } from '#platform/event-store/kurrentdb.sameness';
import { abreast } from '../support/worlds/abreast.js';
import { runProgram, startProgram } from '../support/servers/copy-programs.js';
import { onKurrentDb, onPostgres, WatchedProduct } from '../support/servers/log-places.js';
import { type ProductDatabase, productDatabase } from '../support/servers/postgres.js';
import { temporaryFolder } from '../support/servers/temporary-folder.js';

let product: WatchedProduct;
afterEach(() => product.close());

const isReplaced = ({ status, json }: { status: number; json: Record<string, unknown> }) =>
  status === 503 && json.code === 'log-replaced';

describe('a server that is rolled back under a running product', () => {
  let kept: bigint;
  beforeEach(async () => {
    product = await WatchedProduct.on(onKurrentDb);
    kept = BigInt(String((await product.establish('Đảng bộ phường An Biên')).json.position));
    await product.establish('Đảng bộ phường 2');
    const { json } = await product.establish('Đảng bộ phường 3');
    await product.until(`/api/organizations?after=${String(json.position)}`, ({ status }) => status === 200);
  });

  /** Rolls the server back, and keeps sending commands. @returns how many of them were acknowledged */
  async function acknowledgedAfter(): Promise<number> {
    let acknowledged = 0;
    await product.place.rewind(kept);
    for (let i = 0; i < 20; i++)
      if ((await product.establish(`Đảng bộ phường sau ${i}`)).status === 201) acknowledged++;
    return acknowledged;
  }

  it('is detected within seconds, and no record is acknowledged after it', async () => {
    expect(await acknowledgedAfter()).toBe(0);
    await product.until('/api/organizations', isReplaced);
  });

  it('is written to by a product without the comparison: the planted fault', async () => {
    const blind = [jest.spyOn(Sameness.prototype, 'assert'), jest.spyOn(Sameness.prototype, 'assertHas')];
    for (const one of blind) one.mockResolvedValue();
    expect(await acknowledgedAfter()).toBeGreaterThan(0);
    for (const one of blind) one.mockRestore();
  });
});

it('tables and log are compared regularly: a checkpoint of another log raises the alarm', async () => {
  product = await WatchedProduct.on(onPostgres, {}, { compareMs: 100, inspectMs: 50 });
  const { json } = await product.establish('Đảng bộ phường An Biên');
  await product.until(`/api/organizations?after=${String(json.position)}`, ({ status }) => status === 200);
  await product.place.sql(`update read.checkpoints set leaf = '${'f'.repeat(64)}' where position > 0`);
  await product.until('/api/organizations', isReplaced);
});

it('a worker whose log loses events ends with one sentence and exit code 78, and so does the next worker', async () => {
  product = await WatchedProduct.on(onPostgres);
  await product.establish('Đảng bộ phường An Biên');
  await product.establish('Đảng bộ phường 2');
  await product.stop();
  const worker = startProgram(product.place.environment, 'apps/worker/main.ts');
  while (!worker.said().includes('Running the projections')) await sleep(50);
  await product.place.sql('delete from log.events where position = 5');
  const sentence = /Nhật ký có điều bất thường[^\n]*\nThe log has an anomaly[^\n]*\n$/;
  const running = await worker.ended;
  expect([running.code, running.said]).toEqual([78, expect.stringMatching(sentence)]);
  const next = await runProgram(product.place.environment, 'apps/worker/main.ts');
  expect([next.code, next.said]).toEqual([78, expect.stringMatching(sentence)]);
});

describe('a program that finds parts of two stores', () => {
  let other: ProductDatabase;
  let folder: string;
  beforeEach(async () => {
    product = await WatchedProduct.on(onKurrentDb);
    await product.establish('Đảng bộ phường An Biên');
    await product.stop();
    other = await productDatabase();
    folder = temporaryFolder();
  });
  afterEach(() => other.drop());

  const eventsOf = async (url: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ all: string }>(
      `select concat_ws(' ', (select count(*) from log.events), (select log from read.log), (select count(*) from read.checkpoints)) as all`,
    );
    await client.end();
    return rows[0]?.all;
  };

  it('refuses tables of another store, in every program, and writes nothing', async () => {
    const { KURRENTDB_URL: url = '' } = product.place.environment;
    const theirs = { ...other.environment, EVENT_STORE: 'kurrentdb', KURRENTDB_URL: url, KURRENTDB_PREFIX: 'other_' };
    expect(await runProgram(theirs, 'apps/cli/main.ts', 'init', folder)).toMatchObject({ code: 0 });
    const before = [await product.recorded(), await eventsOf(other.adminUrl)];
    const mixed = { ...theirs, KURRENTDB_PREFIX: 'mc_' };
    const programs: readonly (readonly [file: string, ...args: string[]])[] = [
      ['apps/worker/main.ts'],
      ['apps/api/main.ts'],
      ['apps/cli/main.ts', 'rebuild', 'engagements', '--switch'],
      ['apps/cli/main.ts', 'migrate'],
    ];
    const sentence = /^Cơ sở dữ liệu của các bảng[^\n]*\nThe database of the read models belongs to another[^\n]*\n$/;
    await abreast(programs, async (program) => {
      const { code, said } = await runProgram(mixed, ...program);
      expect([program, code, said]).toEqual([program, 78, expect.stringMatching(sentence)]);
    });
    expect([await product.recorded(), await eventsOf(other.adminUrl)]).toEqual(before);
  });

  it('refuses fresh databases of keys or readings, writes nothing and makes no master key', async () => {
    const before = await product.recorded();
    const { environment, sideUrls } = product.place.database;
    const ofLog = { ...product.place.environment, DATABASE_URL: other.environment.DATABASE_URL };
    const masterKey = join(folder, 'fresh.key');
    const start = (more: Readonly<Record<string, string>>) =>
      runProgram({ ...ofLog, ...more }, 'apps/cli/main.ts', 'migrate');
    expect(await start({ MASTER_KEY_FILE: masterKey })).toMatchObject({
      code: 78,
      said: expect.stringContaining('The database of the keys is empty'),
    });
    expect(existsSync(masterKey)).toBe(false);
    const withKeys = { MASTER_KEY_FILE: environment.MASTER_KEY_FILE, KEYS_DATABASE_URL: sideUrls.keys };
    expect(await start(withKeys)).toMatchObject({
      code: 78,
      said: expect.stringContaining('The log of readings is empty'),
    });
    expect(await product.recorded()).toBe(before);
    // As docs/operations.md describes for a lost log of readings.
    const { json } = await productLog();
    const client = new Client({ connectionString: other.sideUrls.readings });
    await client.connect();
    await client.query('select log.declare_store($1, false)', [json.log]);
    await client.end();
    expect(await start(withKeys)).toMatchObject({ code: 0, said: expect.stringContaining('is up to date') });
  });

  async function productLog() {
    await product.start();
    const answer = await product.ask('/api/log', 'operator');
    await product.stop();
    return answer;
  }
});
