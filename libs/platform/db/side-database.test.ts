import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KEYS_ROLE, keysMigrations } from '../../../infra/migrations/keys/index.js';
import { type FreshDatabase, freshDatabase, testServerUrl } from '../../../tests/support/servers/postgres.js';
import { administer } from '../../../tests/support/servers/template.js';
import { APP_ROLE, openPool } from './pools.js';
import { openSideDatabase, type SideDatabaseOptions, sideUrl } from './side-database.js';

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  await database.drop();
  await administer(testServerUrl(), `drop database if exists ${database.name}_keys with (force)`);
});

const open = (options: Partial<SideDatabaseOptions> = {}) =>
  openSideDatabase({
    side: 'keys',
    beside: database.adminUrl,
    url: undefined,
    migrations: keysMigrations,
    role: KEYS_ROLE,
    asAnyRole: true,
    max: 1,
    applicationName: 'test',
    statementTimeoutMs: 10_000,
    ...options,
  });
const says = async (url: string, statement: string, role?: string) => {
  const as = role === undefined ? {} : { role };
  const pool = openPool({ url, max: 1, applicationName: 'test', statementTimeoutMs: 10_000, ...as });
  try {
    return (await pool.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await pool.end();
  }
};

describe('what is kept apart from the log', () => {
  it('is a database of its own beside it, made once by however many start at once, and there the next time', async () => {
    const all = await Promise.all([open(), open(), open()]);
    for (const pool of all) {
      const { rows } = await pool.query('select current_database() as name, current_user as role');
      expect(rows).toEqual([{ name: `${database.name}_keys`, role: KEYS_ROLE }]);
      await pool.end();
    }
    await (await open()).end();
  });

  it.each([true, false])('is entered by its own role and not by the product’s (as any role: %s)', async (asAnyRole) => {
    const pool = await open({ asAnyRole });
    await expect(pool.query('create table public.mine ()')).rejects.toMatchObject({ code: '42501' });
    await expect(pool.query('create schema mine')).rejects.toMatchObject({ code: '42501' });
    await pool.end();
    const url = new URL(sideUrl(database.adminUrl, 'keys'));
    url.username = APP_ROLE;
    await expect(says(url.href, 'select')).rejects.toMatchObject({ code: '42501' });
  });

  it('lets its role see nothing of the log', async () => {
    await (await open()).end();
    for (const table of ['log.events', 'secret.command_keys', 'identity.accounts'])
      await expect(says(database.adminUrl, `select from ${table}`, KEYS_ROLE)).rejects.toMatchObject({ code: '42501' });
  });

  it('is never the database of the log, nor that of another side, by whatever name it was reached', async () => {
    await expect(open({ url: database.adminUrl })).rejects.toMatchObject({ code: 'keys-database-foreign' });
    await (await open()).end();
    const url = sideUrl(database.adminUrl, 'keys');
    const refused = open({ side: 'readings', url, migrations: {} });
    await expect(refused).rejects.toMatchObject({ code: 'readings-database-foreign' });
  });

  it('that cannot be reached or made stops the start with a sentence', async () => {
    const url = `postgresql://nobody@127.0.0.1:1/keys_${randomUUID().replaceAll('-', '')}`;
    await expect(open({ url })).rejects.toMatchObject({
      code: 'keys-database-unreachable',
      sentence: { vi: expect.stringContaining('KEYS_DATABASE_URL'), en: expect.stringContaining('ECONNREFUSED') },
    });
  });
});
