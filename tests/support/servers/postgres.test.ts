import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openPool } from '#platform/db/pools';
import { rolesOf } from './debian-postgres.js';
import { type FreshDatabase, freshDatabase, ownServer, testServerUrl } from './postgres.js';
import { onDebian } from './test-server.js';

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

describe('the server of the run', () => {
  it('has checksums on its pages', async () => {
    expect(await ask(testServerUrl(), 'show data_checksums')).toEqual([{ data_checksums: 'on' }]);
  });

  it('on Debian has an owner who may act as the roles of the product, and nothing else', async () => {
    const database = await freshDatabase();
    const rights = await ask(
      database.adminUrl,
      `select rolname as owner, rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls as more,
        array(select roleid::regrole::text from pg_auth_members where member = oid order by 1) as roles
      from pg_roles where rolname = session_user`,
    );
    await database.drop();
    const roles = ['minhchung_app', 'minhchung_keys', 'minhchung_readings'];
    const embedded = { owner: 'postgres', more: true, roles: [] };
    expect(rights).toEqual([onDebian ? { owner: 'minhchung', more: false, roles } : embedded]);
  });

  it('has on Debian the roles that the chapter for operators creates', () => {
    const chapter = readFileSync('docs/operations.md', 'utf8');
    for (const statement of rolesOf('…')) expect(chapter).toContain(`${statement};\n`);
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
