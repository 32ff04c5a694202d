import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NO_STREAM } from '#platform/event-store/event-store';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { PostgresEventStore } from '#platform/event-store/postgres.event-store';
import type { Api } from '../../apps/api/api.js';
import { onKurrentDb, onPostgres, WatchedProduct } from '../support/servers/log-places.js';
import { newStream, testRecords } from '../support/worlds/records.js';

const REPLACED = { status: 503, json: { code: 'log-replaced' } };

describe.each([
  ['PostgreSQL', onPostgres, 'stopped'],
  ['KurrentDB', onKurrentDb, 'stopped'],
  ['KurrentDB under a running product', onKurrentDb, 'running'],
] as const)('a log in %s that was restored from an older copy', (_, at, product) => {
  let of: WatchedProduct;
  let kept: bigint;
  let stood: bigint;
  beforeEach(async () => {
    of = await WatchedProduct.on(at);
    kept = await positionOf(of.establish('Phường An Biên'));
  });
  afterEach(() => of.close());

  const positionOf = async (answer: ReturnType<WatchedProduct['establish']>) =>
    BigInt(String((await answer).json.position));
  const api = (): Api => {
    if (!of.api) throw new Error('the product does not run');
    return of.api;
  };
  const until = (path: string, status: number) => of.until(path, (answer) => answer.status === status);

  async function lost(): Promise<void> {
    await of.establish('Chi bộ 1');
    stood = await positionOf(of.establish('Chi bộ 10'));
    await until(`/api/organizations?after=${stood}`, 200);
    if (product === 'running') {
      await of.place.rewind(kept);
      await until('/api/organizations', 503);
      return;
    }
    await of.stop();
    await of.place.rewind(kept);
    await of.start();
  }

  it('is refused by every program, without answers or records, until two persons accept it; then it lists what is gone', async () => {
    await lost();
    const recorded = await of.recorded();
    for (const path of ['/api/organizations', '/api/coverage']) expect(await of.ask(path)).toMatchObject(REPLACED);
    expect(await of.establish('Chi bộ 2')).toMatchObject(REPLACED);
    expect(await of.recorded()).toBe(recorded);
    expect((await of.ask('/health/ready')).status).toBe(503);
    for (const program of ['worker', 'cli']) expect(await of.refusalOf(program)).toBe('log-replaced');

    const { json: told } = await of.ask('/api/log', 'operator');
    expect(told.trouble).toMatchObject({ kind: 'log-replaced', gone: { after: String(kept), count: 2 } });

    const reason = 'máy chủ hỏng ổ đĩa, khôi phục từ bản sao đêm trước';
    expect(await of.ask('/api/log/restores', 'chair', { reason })).toMatchObject({
      status: 409,
      json: { code: 'RestoreNotProposed' },
    });
    expect((await of.ask('/api/log/restores/proposals', 'chair', { reason })).status).toBe(201);
    expect(await of.ask('/api/log/restores', 'chair', { reason })).toMatchObject({
      status: 409,
      json: { code: 'TwoPersonsForLog' },
    });
    expect((await of.ask('/api/log/restores', 'operator', { reason })).status).toBe(403);
    expect((await of.ask('/api/log/restores', 'other', { reason })).status).toBe(201);

    const { json: after } = await until('/api/organizations', 200);
    expect(JSON.stringify(after)).toContain('Phường An Biên');
    expect(JSON.stringify(after)).not.toContain('Chi bộ 10');
    const { json: settled } = await of.ask('/api/log', 'operator');
    expect(settled).toMatchObject({ trouble: null, restores: [{ by: of.persons.other, reason, gone: { count: 2 } }] });
    const again = await positionOf(of.establish('Chi bộ 1'));
    await until(`/api/organizations?after=${again}`, 200);
    expect(await of.refusalOf('worker')).toBeNull();
  });

  it('is detected also after it has grown past the checkpoints of the tables', async () => {
    await lost();
    const { pool, databaseUrl: listenUrl } = api().platform;
    const { KURRENTDB_URL: connectionString } = of.place.environment;
    const raw = connectionString
      ? new KurrentDbEventStore({ connectionString })
      : new PostgresEventStore({ pool, listenUrl });
    const stream = newStream('term');
    const past = await raw.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 6, { more: 'x'.repeat(1000) }));
    expect(past.position).toBeGreaterThan(stood);
    await raw.close();
    await of.stop();
    await of.start();
    expect(await of.ask('/api/organizations')).toMatchObject(REPLACED);
  });
});
