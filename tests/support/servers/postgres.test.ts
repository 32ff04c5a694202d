import { afterEach, describe, expect, it } from '@jest/globals';
import { openPool } from '#platform/db/pools';
import { type FreshDatabase, freshDatabase, ownServer } from './postgres.js';

const connect = (url: string) => openPool({ url, max: 2, applicationName: 'test', statementTimeoutMs: 10_000 });

async function ask(url: string, statement: string): Promise<unknown> {
  const pool = connect(url);
  try {
    return (await pool.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await pool.end();
  }
}

describe('a fresh database', () => {
  const made: FreshDatabase[] = [];
  const fresh = async () => {
    const database = await freshDatabase();
    made.push(database);
    return database;
  };
  afterEach(() => Promise.all(made.splice(0).map((database) => database.drop())));

  it('is migrated and separate from others, also if many are made at once', async () => {
    const databases = await Promise.all([fresh(), fresh(), fresh(), fresh()]);
    await Promise.all(
      databases.map(({ name, appUrl }) => ask(appUrl, `create table read.mark as select '${name}' as name`)),
    );
    for (const { name, appUrl } of databases) {
      expect(await ask(appUrl, 'select name from read.mark')).toEqual([{ name }]);
    }
  });

  it('is removed by drop, also while a client is connected', async () => {
    const database = await freshDatabase();
    const pool = connect(database.appUrl);
    await pool.query('select');
    await database.drop();
    await expect(pool.query('select')).rejects.toThrow();
    await pool.end();
  });

  it('gives the product a role that cannot become the owner', async () => {
    const { appUrl } = await fresh();
    await expect(ask(appUrl, 'reset role; set role postgres')).rejects.toThrow('permission denied');
    await expect(ask(appUrl, 'create table log.mine ()')).rejects.toThrow('permission denied');
    await expect(ask(appUrl, 'create table public.mine ()')).rejects.toThrow('permission denied');
  });
});

it('an own server may be killed and started again on the same data', async () => {
  const server = await ownServer();
  try {
    const { adminUrl } = await freshDatabase(server.current().url);
    await ask(adminUrl, 'create table kept as select 7 as seven');
    await server.kill();
    await expect(ask(adminUrl, 'select')).rejects.toThrow();
    await server.start();
    expect(await ask(adminUrl, 'select seven from kept')).toEqual([{ seven: 7 }]);
  } finally {
    await server.remove();
  }
});
