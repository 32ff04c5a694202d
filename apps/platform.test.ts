import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { streamId } from '#kernel/ids';
import { loadConfig } from '#platform/config';
import { sideUrl } from '#platform/db/side-database';
import { BEGINNING } from '#platform/event-store/event-store';
import { createLogger } from '#platform/http/logging';
import { productDatabase, type ProductDatabase } from '../tests/support/servers/postgres.js';
import { randomId, testRecord } from '../tests/support/worlds/records.js';
import { openPlatform, type OpenOptions, type Platform } from './platform.js';

let database: ProductDatabase;
beforeEach(async () => {
  database = await productDatabase();
});
afterEach(() => database.drop());

const open = (purpose: OpenOptions['purpose']) =>
  openPlatform(loadConfig(database.environment), {
    purpose,
    keys: true,
    logger: createLogger('fatal'),
    program: 'test',
  });

it('declares an empty store once, and finds the declaration at the next start', async () => {
  const first = await open('DEMO');
  expect(first.declared.purpose).toBe('DEMO');
  await first.close();
  const second = await open('DEMO');
  expect(second.declared).toEqual(first.declared);
  await second.close();
});

it('is declared once when several programs open an empty store at the same time', async () => {
  const all = await Promise.all([open('WARD'), open('WARD'), open('WARD')]);
  expect(new Set(all.map(({ declared }) => declared.log)).size).toBe(1);
  expect(await all[0].store.readAll(BEGINNING, 10)).toHaveLength(2); // StoreOpened and StorePartsNamed
  await Promise.all(all.map(({ close }) => close()));
});

it.each([
  ['DEMO', 'WARD'],
  ['WARD', 'DEMO'],
] as const)('refuses to open a %s store as a %s store', async (found, wanted) => {
  await (await open(found)).close();
  await expect(open(wanted)).rejects.toMatchObject({ code: 'store-of-other-purpose' });
});

it('refuses an empty store in a program that cannot open one', async () => {
  await expect(open(null)).rejects.toMatchObject({ code: 'store-not-open' });
});

it('works as the role that may neither change nor remove records', async () => {
  const platform = await open('DEMO');
  await expect(platform.pool.query('delete from log.events')).rejects.toMatchObject({ code: '42501' });
  await platform.close();
});

it('destroys the keys of old command hashes at the start, even without a command', async () => {
  const days = async ({ pool }: Platform) =>
    (await pool.query<{ day: string }>('select day::text from secret.command_keys order by 1')).rows.map(
      ({ day }) => day,
    );
  const first = await open('DEMO');
  const today = await days(first);
  await first.pool.query("insert into secret.command_keys (day, key) values ('2026-01-01', $1)", [Buffer.alloc(32, 1)]);
  await first.close();
  const second = await open('DEMO');
  expect(await days(second)).toEqual(today);
  await second.close();
});

it('refuses the log of readings of another store, with a sentence', async () => {
  const first = await open('DEMO');
  const stream = streamId('reading', randomId());
  await first.readings?.store.append(stream, -1, [testRecord(stream, 0, {}, { log: first.declared.log })]);
  await first.close();
  const other = await productDatabase();
  const of = sideUrl(database.environment.DATABASE_URL, 'readings');
  const config = loadConfig({ ...other.environment, READINGS_DATABASE_URL: of });
  const opened = openPlatform(config, { purpose: 'DEMO', keys: true, logger: createLogger('fatal'), program: 'test' });
  await expect(opened).rejects.toMatchObject({ code: 'readings-of-other-store' });
  await other.drop();
});
