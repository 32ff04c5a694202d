import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { openPool } from '#platform/db/pools';
import { type FreshDatabase, freshDatabase } from './postgres.js';
import { containing, postgresProxy } from './tcp-proxy.js';

describe('a proxy before PostgreSQL', () => {
  let database: FreshDatabase;
  let proxy: Awaited<ReturnType<typeof postgresProxy>>;
  let through: pg.Pool;
  let direct: pg.Pool;
  const options = { max: 2, applicationName: 'test', statementTimeoutMs: 10_000 };
  const marks = async () =>
    (await direct.query<{ n: bigint }>('select n from read.mark order by n')).rows.map(({ n }) => n);

  beforeEach(async () => {
    database = await freshDatabase();
    proxy = await postgresProxy(database.appUrl);
    through = openPool({ ...options, url: proxy.url });
    direct = openPool({ ...options, url: database.appUrl });
    await direct.query('create table read.mark (n bigint not null)');
  });
  afterEach(async () => {
    await through.end();
    await direct.end();
    await proxy.close();
    await database.drop();
  });

  it('passes data of any length', async () => {
    const long = 'ấ'.repeat(1_000_000);
    expect((await through.query<{ x: string }>('select $1::text as x', [long])).rows).toEqual([{ x: long }]);
  });

  it('holds back the answer of an executed commit', async () => {
    const client = await through.connect();
    client.on('error', () => undefined);
    await client.query('begin');
    await client.query('insert into read.mark values (1)');
    proxy.cutAnswer(containing('commit'));
    await expect(client.query('commit')).rejects.toThrow();
    client.release(true);
    expect(await marks()).toEqual([1n]);
    expect(proxy.cuts()).toBe(1);
  });

  it('holds back the answer of a statement with parameters that commits by itself', async () => {
    await through.query('select');
    proxy.cutAnswer(containing('insert'));
    await expect(through.query('insert into read.mark values ($1)', [2])).rejects.toThrow();
    expect(await marks()).toEqual([2n]);
  });

  it('breaks before a request, which is then not executed', async () => {
    await through.query('select');
    proxy.cutRequest(containing('insert'));
    await expect(through.query('insert into read.mark values (3)')).rejects.toThrow();
    expect(await marks()).toEqual([]);
  });

  it('breaks in the middle of an answer', async () => {
    await through.query('select');
    proxy.cutAfter(1000);
    await expect(through.query(`select repeat('x', 100000)`)).rejects.toThrow();
    await expect(through.query('select')).resolves.toBeDefined();
  });

  it('freezes and thaws without losing anything', async () => {
    await through.query('select');
    proxy.freeze();
    let answered = false;
    const query = through.query('insert into read.mark values (4)').then(() => {
      answered = true;
    });
    await direct.query('select pg_sleep(0.2)');
    expect([answered, await marks()]).toEqual([false, []]);
    proxy.thaw();
    await query;
    expect(await marks()).toEqual([4n]);
  });
});
