import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import type { EventRecord } from '#kernel/record';
import { openPool } from '#platform/db/pools';
import { type Appended, NO_STREAM, OutcomeUnknown } from '#platform/event-store/event-store';
import { PostgresEventStore } from '#platform/event-store/postgres.event-store';
import { freshStore, type FreshStore } from '../support/servers/event-store.js';
import { logViolations, oracleRecords } from '../support/oracles/log-oracle.js';
import { newStream } from '../support/worlds/records.js';
import { containing, postgresProxy } from '../support/servers/tcp-proxy.js';
import { rounds } from '../support/rounds.js';

describe('a connection that is cut between the commit and the answer', () => {
  let place: FreshStore;
  let proxy: Awaited<ReturnType<typeof postgresProxy>>;
  let pool: Pool;
  let store: PostgresEventStore;
  beforeAll(async () => {
    place = await freshStore();
    proxy = await postgresProxy(place.database.appUrl);
    pool = openPool({ url: proxy.url, max: 2, applicationName: 'cut', statementTimeoutMs: 10_000 });
    store = new PostgresEventStore({ pool, listenUrl: proxy.url });
  });
  afterAll(async () => {
    await store.close();
    await pool.end();
    await proxy.close();
    await place.close();
  });

  /** Appends in batches of one to four streams. The answers are cut off, and the caller reacts. */
  async function cutAll(
    cuts: number,
    again: (records: readonly EventRecord[]) => Promise<Appended>,
  ): Promise<string[]> {
    const acknowledged = new Map<string, bigint>();
    const start = proxy.cuts();
    for (let n = 0; n < cuts; n++) {
      const batch = Array.from({ length: 1 + (n % 4) }, (_, i) =>
        oracleRecords(newStream(), NO_STREAM, 1 + (n % 3), `${start} ${n} ${i}`),
      );
      proxy.cutAnswer(containing('append_'));
      await Promise.all(
        batch.map(async (records) => {
          const [first] = records;
          if (!first) throw new Error('no record');
          await expect(store.append(first.stream, NO_STREAM, records)).rejects.toBeInstanceOf(OutcomeUnknown);
          const { position } = await again(records);
          expect((await place.store.read(first.stream)).at(-1)?.position).toBe(position);
          acknowledged.set(records.at(-1)?.id ?? '', position);
        }),
      );
    }
    expect(proxy.cuts() - start).toBe(cuts);
    return logViolations(await place.store.readAll(0n, 10_000), acknowledged);
  }

  it('leaves the outcome unknown, and the same records, sent again, get the first answer', async () => {
    const violations = await cutAll(rounds(1_000), async (records) => {
      const stands = await place.store.read(records[0]?.stream ?? newStream());
      const answer = await store.append(records[0]?.stream ?? newStream(), NO_STREAM, records);
      expect(answer.position).toBe(stands.at(-1)?.position);
      return answer;
    });
    expect(violations).toEqual([]);
  });

  it('is detected if the caller retries with other ids: the planted fault', async () => {
    const violations = await cutAll(10, (records) => {
      const stream = records[0]?.stream ?? newStream();
      const last = records.at(-1)?.revision ?? NO_STREAM;
      return store.append(stream, last, oracleRecords(stream, last, records.length, records[0]?.data.about as string));
    });
    expect(violations.filter((violation) => violation.startsWith('done twice')).length).toBeGreaterThanOrEqual(10);
  });
});
