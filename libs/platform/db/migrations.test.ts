import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Kysely, type Migration, sql } from 'kysely';
import { ask } from '../../../tests/support/servers/held-server.js';
import { testServerUrl } from '../../../tests/support/servers/postgres.js';
import { administer, createDatabase, databaseUrl } from '../../../tests/support/servers/template.js';
import { ownerUrl } from '../../../tests/support/servers/test-server.js';
import { migrations } from '../../../infra/migrations/index.js';
import { migrate } from './migrations.js';

let url: string;
beforeEach(async () => {
  const name = `test_migrations_${process.pid}_${Date.now()}`;
  url = ownerUrl(databaseUrl(testServerUrl(), name));
  await createDatabase(testServerUrl(), name);
});
afterEach(() => administer(testServerUrl(), `drop database ${new URL(url).pathname.slice(1)} with (force)`));

const step = (statement: string): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await sql.raw(statement).execute(db);
  },
});

it('runs each migration once, in the order of the names, however many programs start at once', async () => {
  const steps = {
    '0001-a': step('create table public.a as select 1 as n'),
    '0002-b': step('insert into public.a select n + 1 from public.a'),
  };
  const runs = await Promise.all([migrate(url, steps), migrate(url, steps), migrate(url, steps)]);
  expect(runs.flat()).toEqual(['0001-a', '0002-b']);
  expect(await ask(url, 'select n from public.a order by n')).toEqual([{ n: 1 }, { n: 2 }]);
});

it('leaves nothing of a start in which a migration failed, and runs them all when it is mended', async () => {
  const first = { '0001-a': step('create table public.a ()') };
  const broken = { ...first, '0002-b': step('create table public.b (); select 1 / 0') };
  await expect(migrate(url, broken)).rejects.toThrow('division by zero');
  await expect(ask(url, 'select from public.a')).rejects.toThrow('does not exist');
  await expect(ask(url, 'select from public.b')).rejects.toThrow('does not exist');
  expect(await migrate(url, { ...first, '0002-b': step('create table public.b ()') })).toEqual(['0001-a', '0002-b']);
});

it('gives the product role no more than it needs', async () => {
  await migrate(url, migrations);
  expect(
    await ask(
      url,
      `select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
        has_schema_privilege(rolname, 'read', 'create') as makes_read_models,
        has_schema_privilege(rolname, 'log', 'create') as makes_in_log,
        has_schema_privilege(rolname, 'public', 'create') as makes_in_public
      from pg_roles where rolname = 'minhchung_app'`,
    ),
  ).toEqual([
    {
      rolsuper: false,
      rolcreatedb: false,
      rolcreaterole: false,
      rolreplication: false,
      rolbypassrls: false,
      makes_read_models: true,
      makes_in_log: false,
      makes_in_public: false,
    },
  ]);
  expect(
    await ask(
      url,
      `select nspname || '.' || relname as owned from pg_class join pg_namespace n on n.oid = relnamespace
      where nspname = 'log' and relowner = 'minhchung_app'::regrole`,
    ),
  ).toEqual([]);
});

it('leaves each person one account in use, and a program no person but itself', async () => {
  const names = Object.keys(migrations);
  const earlier = names.slice(0, names.indexOf('0011-ways-in'));
  await migrate(url, Object.fromEntries(earlier.map((name) => [name, migrations[name] as Migration])));
  const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const row = (n: number, person: number, kind: string, day: number, hash: string | null) =>
    `('${id(n)}', '${id(person)}', '${kind}', 'u${n}', 'U', ${hash === null ? 'null' : `'${hash}'`}, '2026-01-0${day}')`;
  await ask(
    url,
    `insert into identity.accounts (account_id, person_id, kind, username, display_name, password_hash, created_at)
    values ${[
      row(1, 50, 'person', 1, 'h'),
      row(2, 50, 'person', 2, 'h'),
      row(3, 50, 'service', 3, null),
      row(4, 51, 'person', 4, null),
    ].join(', ')}`,
  );
  await migrate(url, migrations);
  expect(
    await ask(
      url,
      `select username, person_id = '${id(50)}' as shares, disabled_at is null as enabled, must_choose,
        unsettled_since is not null as unsettled, in_use_since is not null as used
      from identity.accounts order by username`,
    ),
  ).toEqual([
    { username: 'u1', shares: true, enabled: true, must_choose: true, unsettled: true, used: true },
    { username: 'u2', shares: true, enabled: false, must_choose: true, unsettled: true, used: true },
    { username: 'u3', shares: false, enabled: true, must_choose: false, unsettled: true, used: true },
    { username: 'u4', shares: false, enabled: true, must_choose: false, unsettled: true, used: true },
  ]);
});
