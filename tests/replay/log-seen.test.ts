import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { resetReadModels } from '#platform/projections/running';
import { LogSeen } from '#platform/projections/running/log-end';
import { ReadModels } from '../support/servers/read-models.js';

let models: ReadModels;
beforeEach(async () => {
  models = await ReadModels.open();
});
afterEach(() => models.close());

const leading = async () => {
  const { rows } = await models.pool.query<{ epoch: bigint }>('select epoch from read.leadership');
  return LogSeen.of(models.pool, rows[0]?.epoch ?? 0n, (error) => {
    throw error;
  });
};
const noted = async () => {
  const { rows } = await models.pool.query<{ seen: bigint }>('select seen from read.log');
  return rows[0]?.seen;
};

it('a leader notes how far it has read the log when its lease ends', async () => {
  const seen = await leading();
  seen.upTo(99n);
  await seen.finish();
  expect(await noted()).toBe(99n);
});

it('a leader no longer notes how far it has read a log that was replaced', async () => {
  const seen = await leading();
  seen.upTo(99n);
  await resetReadModels(models.pool);
  await seen.finish();
  expect(await noted()).toBe(0n);
});
