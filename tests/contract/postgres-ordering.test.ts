import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { recordText } from '#kernel/record';
import { openPool } from '#platform/db/pools';
import { BEGINNING, NO_STREAM, OutcomeUnknown, Unavailable } from '#platform/event-store/event-store';
import { freshStore, type FreshStore } from '../support/servers/event-store.js';
import { newStream, testRecord, testRecords } from '../support/worlds/records.js';
import { gapTimeOut } from './broken/gap-time-out.js';
import { naivePolling } from './broken/naive-polling.js';
import { makeBrokenLog } from './broken/table.js';
import { xminPosition } from './broken/xmin-position.js';
import { type OrderingAdapter, orderingSuite } from './ordering.js';

let place: FreshStore;
let writers: Pool;
beforeAll(async () => {
  place = await freshStore();
  writers = openPool({ url: place.database.appUrl, max: 10, applicationName: 'writers', statementTimeoutMs: 10_000 });
  await makeBrokenLog(place.admin);
});
afterAll(async () => {
  await writers.end();
  await place.close();
});

const ours = (): OrderingAdapter => ({
  name: 'ours',
  gapless: true,
  write: async (client, id) => {
    const record = testRecord(newStream(), 0, { id });
    const values = [record.stream, 0, recordText(record), record.recordedAt, false];
    await client.query('select log.append_one($1, $2, $3, $4, $5)', values);
  },
  follow: () => {
    let checkpoint = BEGINNING;
    return async () => {
      const events = await place.store.readAll(checkpoint, 1000);
      checkpoint = events.at(-1)?.position ?? checkpoint;
      return events.map(({ position, record }) => ({ position, id: record.data.id as string }));
    };
  },
});

describe('the ordering suite', () => {
  it('finds no error in the log of PostgreSQL', async () => {
    expect(await orderingSuite(ours(), writers, place.admin)).toEqual([]);
  });

  it.each([
    ['naive polling', () => naivePolling(place.app)],
    ['an xmin filter with a position checkpoint', () => xminPosition(place.app)],
    ['a gap time-out', () => gapTimeOut(place.app, 100)],
  ])('finds events that %s loses', async (_, broken) => {
    const violations = await orderingSuite(broken(), writers, place.admin);
    expect(violations.filter((violation) => violation.includes('lost'))).not.toEqual([]);
  });
});

describe('an append that is held before its row', () => {
  const GATE = 20_260_301;
  let gate: PoolClient;
  beforeAll(async () => {
    await place.admin.query(`
      create function public.wait_at_gate() returns trigger language plpgsql set lock_timeout = 0 as $$
      begin perform pg_advisory_xact_lock(${GATE}); return new; end $$;
      create trigger gate before insert on log.events for each row
        when (new.record like '%"held":true%') execute function public.wait_at_gate()`);
    gate = await place.admin.connect();
  });
  afterAll(() => {
    gate.release();
  });

  /** Holds one append of another process, starts five of ours, and lets a reader read twenty times. */
  async function held(meanwhile: (holder: number) => Promise<void>) {
    const other = await place.reopen();
    const start = await place.store.head();
    const before = newStream();
    await place.store.append(before, NO_STREAM, testRecords(before, NO_STREAM, 2));
    const stores = await Promise.all([1, 2, 3, 4, 5].map(() => place.reopen()));
    await Promise.all(stores.map((store) => store.head())); // connected: a waiting append has 2 s, and all five must wait at once
    await gate.query('select pg_advisory_lock($1)', [GATE]);
    const slow = newStream();
    const slowAppend = outcome(other.append(slow, NO_STREAM, testRecords(slow, NO_STREAM, 2, { held: true })));
    const holder = await waiting(`wait_event = 'advisory'`);
    const streams = stores.map(() => newStream());
    const appends = stores.map((store, i) => {
      const stream = streams[i] ?? newStream();
      return outcome(store.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 1)));
    });
    await waiting(`wait_event_type = 'Lock' and wait_event <> 'advisory'`, 5);
    for (let i = 0; i < 20; i++)
      expect((await place.store.readAll(start, 100)).map(({ record }) => record.stream)).toEqual([before, before]);
    await meanwhile(holder);
    await gate.query('select pg_advisory_unlock_all()');
    const result = { slow: await slowAppend, others: await Promise.all(appends) };
    await Promise.all([other, ...stores].map((store) => store.close()));
    const log = await place.store.readAll(start, 100);
    expect(log.map(({ position }) => position)).toEqual(log.map((_, i) => start + 1n + BigInt(i)));
    return { ...result, slowEvents: log.filter(({ record }) => record.stream === slow).length, events: log.length };
  }
  const outcome = (append: Promise<unknown>) =>
    append.then(
      () => 'written' as const,
      (error: unknown) => error,
    );

  async function waiting(what: string, count = 1): Promise<number> {
    for (;;) {
      const { rows } = await place.admin.query<{ pid: number }>(
        `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and ${what}`,
      );
      if (rows.length >= count) return rows[0]?.pid ?? 0;
      await sleep(5);
    }
  }

  it('blocks all others, shows readers only earlier events, and comes first when it continues', async () => {
    const { slow, others, events, slowEvents } = await held(() => Promise.resolve());
    expect({ slow, others, events, slowEvents }).toEqual({
      slow: 'written',
      others: Array(5).fill('written'),
      events: 9,
      slowEvents: 2,
    });
  });

  it('leaves no hole when it is rolled back', async () => {
    const { slow, others, events, slowEvents } = await held(async (holder) => {
      await place.admin.query('select pg_cancel_backend($1)', [holder]);
    });
    expect(slow).toBeInstanceOf(Unavailable);
    expect({ others, events, slowEvents }).toEqual({ others: Array(5).fill('written'), events: 7, slowEvents: 0 });
  });

  it('leaves no hole when the server ends its connection, and is reported with unknown outcome', async () => {
    const { slow, others, events, slowEvents } = await held(async (holder) => {
      await place.admin.query('select pg_terminate_backend($1)', [holder]);
    });
    expect(slow).toBeInstanceOf(OutcomeUnknown);
    expect({ others, events, slowEvents }).toEqual({ others: Array(5).fill('written'), events: 7, slowEvents: 0 });
  });

  it('makes appends that waited too long fail as not written, and leaves no hole for them', async () => {
    const { slow, others, events } = await held(async () => {
      await waitingIsOver();
    });
    expect(slow).toBe('written');
    for (const error of others) {
      expect(error).toBeInstanceOf(Unavailable);
      expect(error).toHaveProperty('message', 'another writer held the log for too long; nothing was written');
    }
    expect(events).toBe(4);
  });

  async function waitingIsOver(): Promise<void> {
    for (;;) {
      const { rowCount } = await place.admin.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and wait_event <> 'advisory'`,
      );
      if (rowCount === 0) return;
      await sleep(20);
    }
  }
});
