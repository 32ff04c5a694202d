import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { APP_ROLE, openPool } from '#platform/db/pools';
import { type FreshDatabase, freshDatabase } from '../../../../tests/support/servers/postgres.js';
import { acquireLease, type Lease } from './lease.js';

let database: FreshDatabase;
const pools: pg.Pool[] = [];
const held: Lease[] = [];
const over = new AbortController();
/** Two processes that logged in as different roles: neither sees when the other was last active, nor may end it. */
const opened = (login: 'owner' | 'product') => {
  const options = { max: 2, applicationName: 'lease.test', statementTimeoutMs: 0 };
  const pool = openPool(
    login === 'owner' ? { ...options, url: database.adminUrl, role: APP_ROLE } : { ...options, url: database.appUrl },
  );
  pools.push(pool);
  return pool;
};
const acquired = async (pool: pg.Pool, leaseMs: number): Promise<Lease> => {
  const lease = await acquireLease(pool, leaseMs, over.signal);
  if (!lease) throw new Error('the wait was aborted');
  held.push(lease);
  return lease;
};
const resign = (lease: Lease) => held.splice(held.indexOf(lease), 1)[0]?.resign();
const row = async (pool: pg.Pool) =>
  (await pool.query<{ epoch: bigint; by_lock: boolean }>('select epoch, by_lock from read.leadership')).rows[0];

beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  await Promise.all(held.splice(0).map((lease) => lease.resign()));
  await Promise.all(pools.splice(0).map((pool) => pool.end()));
  await database.drop();
});

/** A leader that was frozen after it took the lease: its session and its lock stay. */
async function frozenLeader(leaseMs: number): Promise<pg.PoolClient> {
  const client = await opened('owner').connect();
  await client.query('select pg_advisory_lock($1, $2)', [0x6d63, 0x7072]);
  await client.query(
    `update read.leadership set epoch = 7, by_lock = true,
       held_until = clock_timestamp() + make_interval(secs => $1::double precision / 1000)`,
    [leaseMs],
  );
  return client;
}

it('a leader that shows no sign of life is replaced without any right on its session', async () => {
  const frozen = await frozenLeader(300);
  const pool = opened('product');
  const next = await acquired(pool, 300);
  expect(next.epoch).toBe(8n);
  expect((await row(pool))?.by_lock).toBe(false);
  // The frozen one ends. Its lock is free now, and goes to its successor, not to a third process.
  frozen.release(true);
  const third = acquired(opened('owner'), 200);
  while ((await row(pool))?.by_lock !== true) await sleep(20);
  expect([next.lost.aborted, (await row(pool))?.epoch]).toEqual([false, 8n]);
  await resign(next);
  expect((await third).epoch).toBe(9n);
});

it('a leader whose session has ended is replaced at once, however long its lease is', async () => {
  const gone = await frozenLeader(600_000);
  gone.release(true);
  expect((await acquired(opened('product'), 100)).epoch).toBe(8n);
});

it('a leader that was replaced learns it when it renews', async () => {
  const [first, second] = [opened('product'), opened('owner')];
  const replaced = await acquired(first, 400);
  await second.query('update read.leadership set epoch = epoch + 1');
  while (!replaced.lost.aborted) await sleep(20);
  expect(replaced.isHeld()).toBe(false);
});

it('a leader that renews is not replaced', async () => {
  const leader = await acquired(opened('product'), 2000);
  const waiting = acquired(opened('owner'), 100);
  await Promise.race([sleep(4000), waiting]);
  expect([leader.lost.aborted, leader.isHeld()]).toEqual([false, true]);
  await resign(leader);
  expect((await waiting).epoch).toBe(2n);
});
