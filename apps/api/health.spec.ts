import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { LogReplaced, LogWatch } from '#platform/event-store/log-watch';
import type { Uuid } from '#kernel/ids';
import { Unavailable } from '#platform/event-store/event-store';
import type { Lag } from '#platform/projections/serving';
import { healthOf } from './health.js';

type Asked = Parameters<typeof healthOf>;
const never = () => new Promise<never>(() => undefined);
const gone = () => Promise.reject(new Unavailable('gone'));
const generation: Lag = {
  projection: 'terms',
  version: 1,
  generation: 2,
  status: 'active',
  position: 40n,
  oldestSeconds: 3,
  parked: 0,
};
const seenAt = new Date('2026-11-29T08:00:00.000Z');

async function health(store: Partial<Asked[0]['store']>, models: Partial<Asked[1]>, watch = new LogWatch()) {
  const declaration = () => Promise.resolve({ log: randomUUID() as Uuid, leftFor: null });
  const { ready, parts, details } = await healthOf(
    {
      store: Object.assign({ declaration }, store),
      declared: { log: randomUUID() as Uuid, purpose: 'DEMO' },
      durability: { fsync: 'on' },
      keeper: { watch },
    },
    Object.assign(
      {
        lags: () => Promise.resolve({ seen: 42n, seenAt, looked: 50n, generations: [generation] }),
        notServing: (found: readonly Lag[]) => (found.length === 0 ? ['terms'] : []),
        failed: () => null,
      },
      models,
    ),
  );
  return { ready, store: parts.store, readModels: Object.assign({}, parts.readModels, details.readModels) };
}

describe('readiness', () => {
  it('is refused while the log has an alarm, and names the alarm', async () => {
    const watch = new LogWatch();
    watch.raise(new LogReplaced([{ position: 42n, leaf: 'a'.repeat(64) }]));
    const { ready, store } = await health({}, {}, watch);
    expect([ready, store]).toEqual([false, { reachable: true, purpose: 'DEMO', trouble: 'LogReplaced' }]);
  });

  it('is given if log and tables answer, with the checkpoint of each read model', async () => {
    const { ready, store, readModels } = await health({}, {});
    expect([ready, store]).toEqual([true, { reachable: true, purpose: 'DEMO', trouble: null }]);
    expect(readModels).toEqual({
      reachable: true,
      notServing: [],
      failed: null,
      seen: '42',
      seenAt,
      looked: '50',
      generations: [{ ...generation, position: '40', seen: '42' }],
    });
  });

  it.each([
    ['hangs', never],
    ['is gone', gone],
  ])('is refused if the log %s, with the state of the tables', async (_, declaration) => {
    const { ready, store, readModels } = await health({ declaration }, {});
    expect([ready, store]).toEqual([false, { reachable: false, purpose: 'DEMO', trouble: null }]);
    expect(readModels).toMatchObject({ reachable: true, notServing: [], seen: '42' });
  });

  it.each([
    ['hang', never],
    ['are gone', gone],
  ])('is refused if the tables %s, with the state of the log', async (_, lags) => {
    const { ready, store, readModels } = await health({}, { lags });
    expect([ready, store]).toEqual([false, { reachable: true, purpose: 'DEMO', trouble: null }]);
    expect(readModels).toMatchObject({ reachable: false, notServing: ['terms'], seen: null, generations: [] });
  });

  it('is refused if the projections stopped for good, though the tables serve', async () => {
    const failed = { error: 'UnknownEvent', kind: 'NobodyKnowsThis' };
    const { ready, readModels } = await health({}, { failed: () => failed });
    expect([ready, readModels]).toEqual([false, expect.objectContaining({ notServing: [], failed })]);
  });
});
