import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type pg from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../tests/support/servers/postgres.js';
import { onDebian } from '../../../tests/support/servers/test-server.js';
import { postgresProxy } from '../../../tests/support/servers/tcp-proxy.js';
import { assertDurable } from './durability.js';
import { kysely } from './kysely.js';
import { APP_ROLE, type PoolOptions, openPool } from './pools.js';

let database: FreshDatabase;
const opened: pg.Pool[] = [];
const open = (options: Partial<PoolOptions> = {}) => {
  const pool = openPool({
    url: database.appUrl,
    max: 2,
    applicationName: 'pools.test',
    statementTimeoutMs: 0,
    ...options,
  });
  opened.push(pool);
  return pool;
};
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await Promise.all(opened.map((pool) => pool.end()));
  await database.drop();
});

describe('values leave the database', () => {
  it.each([
    ['9007199254740993::int8', 9007199254740993n],
    [`'-9223372036854775808'::int8`, -9223372036854775808n],
    [`'{1,null,9007199254740993}'::int8[]`, [1n, null, 9007199254740993n]],
    ['count(*)', 1n],
    ['12345678901234567890.123456789::numeric', '12345678901234567890.123456789'],
    [`'2026-05-02'::date`, '2026-05-02'],
    [`'{2026-05-02,null}'::date[]`, ['2026-05-02', null]],
    [`'2026-05-02 00:30:00.123+07'::timestamptz`, '2026-05-01T17:30:00.123Z'],
    [`'2026-05-02 00:30:00'::timestamp`, '2026-05-02 00:30:00'],
    [`'{"a": [1, null]}'::jsonb`, { a: [1, null] }],
    ['7::int4', 7],
    ['true', true],
    ['null::int8', null],
  ])('without losing anything: %s', async (expression, expected) => {
    const { rows } = await open().query<{ value: unknown }>(`select ${expression} as value`);
    expect(rows).toEqual([{ value: expected }]);
  });

  it('and enter it again as they left', async () => {
    const { rows } = await open().query('select $1::int8 = $2 as same', [9007199254740993n, '9007199254740993']);
    expect(rows).toEqual([{ same: true }]);
  });

  it('the same through Kysely', async () => {
    const { rows } = await sql<{ n: bigint }>`select ${2n ** 60n}::int8 as n`.execute(kysely(open()));
    expect(rows).toEqual([{ n: 2n ** 60n }]);
  });
});

describe('a pool', () => {
  const whoAmI = `select current_user as role, current_setting('application_name') as name`;

  it('works as the given role, under the given name', async () => {
    const { rows } = await open({ url: database.adminUrl, role: APP_ROLE }).query(whoAmI);
    expect(rows).toEqual([{ role: 'minhchung_app', name: 'pools.test' }]);
  });

  it('works as the given role, without JIT, whatever options the URL has', async () => {
    const url = new URL(database.adminUrl);
    url.searchParams.set('options', '-c role=none -c jit=on -c work_mem=7MB');
    const { rows } = await open({ url: url.href, role: APP_ROLE }).query(
      `select current_user as role, current_setting('jit') as jit, current_setting('work_mem') as memory`,
    );
    expect(rows).toEqual([{ role: 'minhchung_app', jit: 'off', memory: '7MB' }]);
  });

  it('logs in as the product role where the URL says so', async () => {
    expect((await open().query(whoAmI)).rows).toEqual([{ role: 'minhchung_app', name: 'pools.test' }]);
  });

  it('refuses a role name that is more than a name', () => {
    expect(() => open({ role: 'x -c fsync=off' })).toThrow(RangeError);
  });

  it('ends a statement that takes longer than allowed', async () => {
    await expect(open({ statementTimeoutMs: 50 }).query('select pg_sleep(60)')).rejects.toThrow('statement timeout');
  });

  it('survives the loss of an idle connection, and reports it', async () => {
    const proxy = await postgresProxy(database.appUrl);
    const told = new Promise<Error>((resolve) => {
      const pool = open({ url: proxy.url, onIdleError: resolve });
      void pool.query('select').then(proxy.cut);
    });
    await expect(told).resolves.toMatchObject({ message: expect.stringContaining('terminated') });
    await proxy.close();
  });

  it('replaces connections that the server ended', async () => {
    const pool = open({ max: 1 });
    const told = new Promise((resolve) => pool.once('error', resolve));
    const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
    await open({ url: database.adminUrl }).query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await told;
    await expect(pool.query('select')).resolves.toBeDefined();
  });
});

describe('durability', () => {
  it('of the server of the tests is as it must be, for the product role', async () => {
    await expect(assertDurable(open())).resolves.toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      data_checksums: 'on',
      session_replication_role: 'origin',
      server_version_num: expect.stringMatching(/^1[5-9]\d{4}$/),
    });
  });

  it.each([
    ['synchronous_commit', 'off'],
    ['synchronous_commit', 'local'],
    // Of an owner who is no superuser, as on Debian's server, PostgreSQL itself refuses it.
    ...(onDebian ? [] : [['session_replication_role', 'replica'] as const]),
  ] as const)('is refused by name with %s = %s', async (setting, value) => {
    const url = new URL(database.adminUrl);
    url.searchParams.set('options', `-c ${setting}=${value}`);
    await expect(assertDurable(open({ url: url.href }))).rejects.toMatchObject({
      code: 'not-durable',
      sentence: { vi: expect.stringContaining(setting), en: expect.stringContaining(`${setting} = ${value}`) },
    });
  });
});
