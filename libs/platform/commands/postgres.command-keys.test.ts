import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { openPool } from '#platform/db/pools';
import { freshDatabase, type FreshDatabase } from '../../../tests/support/servers/postgres.js';
import { CommandHasher } from './command-hash.js';
import { PostgresCommandKeys } from './postgres.command-keys.js';

describe('the keys of command hashes', () => {
  let database: FreshDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await freshDatabase();
    pool = openPool({ url: database.appUrl, max: 8, applicationName: 'test', statementTimeoutMs: 0 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('are one for a day, whoever asks first', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => new PostgresCommandKeys(pool).ofDay('2026-11-01')));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
  });

  it('tell the same command from another one, days later and in another process', async () => {
    const recorded = await new CommandHasher(new PostgresCommandKeys(pool), () => new Date('2026-11-02')).hash('a');
    const later = new CommandHasher(new PostgresCommandKeys(pool), () => new Date('2026-11-05'));
    expect([await later.matches(recorded, 'a'), await later.matches(recorded, 'b')]).toEqual([true, false]);
    expect(recorded).toMatch(/^2026-11-02:[0-9a-f]{64}$/);
  });

  it('are destroyed after 60 days, and from then on a repeat is known by its id alone', async () => {
    const hasher = new CommandHasher(new PostgresCommandKeys(pool), () => new Date('2026-03-01'));
    const recorded = await hasher.hash('a');
    await new PostgresCommandKeys(pool).ofDay('2026-04-30');
    expect(await hasher.matches(recorded, 'b')).toBe(false);
    await new PostgresCommandKeys(pool).ofDay('2026-05-01');
    expect(await hasher.matches(recorded, 'b')).toBe(true);
  });

  it('are swept at the start and from then on, though no command comes', async () => {
    const keys = new PostgresCommandKeys(pool);
    let today = new Date('2026-06-01');
    for (const day of ['2026-06-01', '2026-06-02']) await keys.ofDay(day);
    const failures: unknown[] = [];
    const end = await keys.sweeping({ now: () => today, everyMs: 5, onFailure: (error) => failures.push(error) });
    expect(await keys.find('2026-06-01')).not.toBeNull();
    today = new Date('2026-08-01');
    for (const late = performance.now() + 10_000; (await keys.find('2026-06-01')) && performance.now() < late;);
    await end();
    expect([await keys.find('2026-06-01'), failures]).toEqual([null, []]);
    expect(await keys.find('2026-06-02')).not.toBeNull();
    await (
      await keys.sweeping({ now: () => new Date('2026-08-02'), onFailure: (error) => failures.push(error) })
    )();
    expect([await keys.find('2026-06-02'), failures]).toEqual([null, []]);
  });
});
