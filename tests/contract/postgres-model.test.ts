import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { openPool } from '#platform/db/pools';
import { BEGINNING, type EventStore } from '#platform/event-store/event-store';
import { PostgresEventStore } from '#platform/event-store/postgres.event-store';
import { answersEarly } from '../faults/answers-early.js';
import { freshStore, type FreshStore } from '../support/servers/event-store.js';
import { postgresProxy, type TcpProxy } from '../support/servers/tcp-proxy.js';
import { rounds } from '../support/rounds.js';
import { Run, step } from './model.js';

describe('random histories of writers, readers and faults', () => {
  let place: FreshStore;
  let proxy: TcpProxy & { readonly url: string };
  const pools: Pool[] = [];
  const open = (): EventStore => {
    const pool = openPool({ url: proxy.url, max: 2, applicationName: 'model', statementTimeoutMs: 10_000 });
    pools.push(pool);
    return new PostgresEventStore({ pool, listenUrl: proxy.url, answerTimeoutMs: 5000 });
  };
  beforeAll(async () => {
    place = await freshStore();
    proxy = await postgresProxy(place.database.appUrl);
  });
  afterAll(async () => {
    await proxy.close();
    await place.close();
  });

  /** A property of random steps: the errors of a run with writers opened by the given function. */
  const histories = (openWriter: () => Pick<EventStore, 'append'>) => {
    const disturb = {
      kill: () =>
        place.admin.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'model'`,
        ),
      cut: proxy.cutAfter,
    };
    const steps = fc.array(step, { maxLength: 60, size: 'max' });
    return fc.asyncProperty(fc.integer({ min: 2, max: 6 }), steps, async (count, taken) => {
      const writers = Array.from({ length: count }, openWriter);
      const run = new Run(writers, place.store, await place.store.head(), openWriter, disturb);
      for (const one of taken) await run.take(one);
      const violations = await run.finish();
      proxy.cutAfter(Infinity);
      await Promise.all(pools.splice(0).map((pool) => pool.end()));
      expect(violations).toEqual([]);
    });
  };

  it('keep every promise of the log (I1 to I9)', async () => {
    await fc.assert(histories(open), { numRuns: rounds(300), endOnFailure: true });
    expect(await place.store.head()).toBe(BigInt((await place.store.readAll(BEGINNING, 1_000_000)).length));
  });

  it('detect a store that answers before the commit: the planted fault', async () => {
    const found = await fc.check(
      histories(() => answersEarly(open())),
      { numRuns: 200, endOnFailure: true }, // ends with the first detected fault; nearly every run detects one
    );
    // Which promise breaks first is random: an acknowledged record is missing, or the head is before the record.
    expect(String(found.errorInstance)).toMatch(/I1 answered, but not there|I8 head \d+ after an answer at/);
  });
});
