import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { operationsOf } from '#platform/projections/operations';
import { readCheckpoints } from '#platform/projections/serving/served';
import { type Happened, lampStream, lamps, notes, POISON, recordsOf } from '../support/worlds/lamps.js';
import { openReadPool, ReadModels } from '../support/servers/read-models.js';

let models: ReadModels;
beforeEach(async () => {
  models = await ReadModels.open();
});
afterEach(() => models.close());

const of = [notes, lamps];
const stream = lampStream(1);
const hung: Happened = { stream, type: 'LampHung', data: { street: 'A', height: 3, owner: null } };
const damaged = (note: string): Happened => ({ stream, type: 'LampDamaged', data: { lamp: 0, note } });
const skipped: Happened = {
  stream: operationsOf('notes'),
  type: 'ParkedEventSkipped',
  data: { projection: 'notes', stream, revision: 1, reason: 'looked at with the committee' },
};

const until = async (what: () => boolean) => {
  for (const end = performance.now() + 20_000; !what(); await sleep(5))
    if (performance.now() > end) throw new Error('what was waited for did not come');
};
const blocked = (ms: number) => {
  for (const end = performance.now() + ms; performance.now() < end;);
};

describe('checkpoints in the memory of the leader', () => {
  it.each([
    ['nothing is parked', [hung, damaged('one two')]],
    ['a stream is parked', [hung, damaged(POISON), damaged('later')]],
    ['an event was left out', [hung, damaged(POISON), damaged('later'), skipped]],
  ])('equal those in the tables, where %s', async (_, story) => {
    const runner = models.run(of);
    await models.append(...recordsOf(story));
    await models.caughtUp(...of);
    await until(() => runner.checkpoints(of) !== null);
    expect(runner.checkpoints(of)).toEqual((await readCheckpoints(models.db, of)).checkpoints);
  });

  it('are unknown to a process that does not lead', async () => {
    const runner = models.run(of);
    await until(() => runner.checkpoints(of) !== null);
    const standby = models.run(of);
    await until(() => standby.health().role === 'standby');
    expect([runner.checkpoints(of) === null, standby.checkpoints(of)]).toEqual([false, null]);
    await runner.stop();
    expect(runner.checkpoints(of)).toBeNull();
  });

  it('are unknown to a leader that was frozen longer than its lease', async () => {
    const leaseMs = 1000;
    const runner = models.run(of, { leaseMs });
    await until(() => runner.checkpoints(of) !== null);
    blocked(leaseMs * 0.75);
    expect(runner.checkpoints(of)).toBeNull();
    await until(() => runner.checkpoints(of) !== null);
  });

  it('are unknown after the connection of the lease has ended', async () => {
    const runner = models.run(of, { leaseMs: 60_000 });
    await until(() => runner.checkpoints(of) !== null);
    const admin = openReadPool(models.database.adminUrl); // as the owner, since only the owner may end connections
    const client = await admin.connect();
    // No other leader starts meanwhile. Reads stay possible, since the ending leader writes how far it has read the
    // log.
    await client.query('begin; lock table read.leadership in share mode');
    await client.query(
      `select pg_terminate_backend(pid) from pg_locks join pg_database d on d.oid = database
       where locktype = 'advisory' and datname = current_database()`,
    );
    await until(() => runner.health().role !== 'leading');
    expect(runner.checkpoints(of)).toBeNull();
    await client.query('rollback');
    client.release();
    await admin.end();
    await until(() => runner.checkpoints(of) !== null);
  });
});
