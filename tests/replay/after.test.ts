import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Problem } from '#platform/http/problems';
import { TimeTravel } from '#platform/http/time-travel';
import { type Knowledge, knowledgeOf, NotCaughtUp } from '#platform/projections/serving';
import { type FreshStore, freshStore } from '../support/servers/event-store.js';
import { freeze } from '../support/servers/frozen-store.js';
import { lampStream, notes, recordsOf } from '../support/worlds/lamps.js';
import { ReadModels } from '../support/servers/read-models.js';
import { rounds } from '../support/rounds.js';

let log: FreshStore;
let models: ReadModels;
beforeEach(async () => {
  log = await freshStore();
  models = await ReadModels.open(log.store);
});
afterEach(async () => {
  await models.close();
  await log.close();
});

const nobody = { acknowledged: 0n };
function asking(own: { readonly acknowledged: bigint }, runner: Parameters<typeof knowledgeOf>[2] = null) {
  const knowledge = knowledgeOf(models.db, [notes], runner, () => own.acknowledged);
  const time = new TimeTravel(knowledge);
  const known = async (after: bigint) => (await time.moment({ after: String(after) }, [notes.name])).position;
  return { knowledge, known };
}

/** Appends five events together. @returns the positions of the first and the last event */
async function five(n: number): Promise<readonly [first: bigint, last: bigint]> {
  const stream = lampStream(n);
  const records = recordsOf(
    Array.from({ length: 5 }, () => ({ stream, type: 'LampHung', data: { street: 'A', height: 3, owner: null } })),
  );
  const { position } = await log.store.append(stream, -1, records);
  return [position - 4n, position];
}
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'answered',
    (error: unknown) => (error instanceof Problem ? error.more.errors?.[0]?.code : error),
  );

describe.each([true, false])('`after`, in the process that runs the projections: %s', (keeps) => {
  const started = async () => {
    const runner = models.run([notes]);
    await five(0);
    await models.caughtUp(notes);
    return asking(nobody, keeps ? runner : null);
  };

  it('inside an append means the end of the append', async () => {
    const { known } = await started();
    // Another process learns the end of the log once a second, and every round waits for this.
    const asked = rounds(keeps ? 200 : 50);
    for (let n = 1; n <= asked; n++) {
      const position = await log.store.head();
      const [before, [first, last]] = await Promise.all([known(position + 2n), five(n)]);
      expect([before, await known(first), await known(first + 1n)]).toEqual([last, last, last]);
    }
  });

  it('past the end is refused once the log was read to its end, and not before', async () => {
    const { known, knowledge } = await started();
    const { position } = await knowledge.end();
    expect(await refusal(known(position + 1n))).toBe('no-such-position');
    const thaw = freeze(log.store, 'readAll', 'head', 'at', 'declaration');
    expect(await refusal(knowledge.reach(position + 1n, [notes.name], 1_500))).toBeInstanceOf(NotCaughtUp);
    thaw();
  });

  it('of an event that is recorded during the wait is answered', async () => {
    const { known, knowledge } = await started();
    const { position } = await knowledge.end();
    const asked = known(position + 2n);
    const [, last] = await five(1);
    expect(await asked).toBe(last);
  });
});

describe('the end of the log', () => {
  const sight = (knowledge: Knowledge) => knowledge.seenSince(new Date(), 10_000);

  it('is known to processes without projections, and is never before what they acknowledged', async () => {
    models.run([notes]);
    const [, last] = await five(0);
    await models.caughtUp(notes);
    const own = { acknowledged: 0n };
    const { knowledge } = asking(own);
    expect((await sight(knowledge))?.position).toBe(last);
    own.acknowledged = last + 1n;
    expect((await knowledge.end()).position).toBe(last + 1n);
  });

  it('is unknown while the log hangs, and no caller waits longer than its limit', async () => {
    const runner = models.run([notes]);
    await five(0);
    await models.caughtUp(notes);
    const { knowledge } = asking(nobody, runner);
    expect(await sight(knowledge)).not.toBeNull();
    const thaw = freeze(log.store, 'readAll', 'head', 'at', 'declaration');
    await sleep(1100); // let reads in progress end
    expect(await knowledge.seenSince(new Date(), 1500)).toBeNull();
    expect(await knowledge.seenSince(new Date(), 3_600_000, AbortSignal.timeout(50))).toBeNull();
    thaw();
    expect(await sight(knowledge)).not.toBeNull();
  });

  it('gives the lag of an answer by the time of the first missing record', async () => {
    const runner = models.run([notes]);
    const [, last] = await five(0);
    await models.caughtUp(notes);
    await runner.stop();
    const { knowledge } = asking({ acknowledged: last + 3n });
    const { rows } = await models.pool.query<{ at: string }>('select max(high_time) as at from read.log_time');
    const recorded = new Date(rows[0]?.at ?? '');
    const later = new Date(recorded.getTime() + 90_000).toISOString() as Parameters<Knowledge['behind']>[1];
    await models.pool.query('update read.log set seen_at = null'); // as if no process had ever read the log to its end
    expect(await knowledge.behind(last, later)).toEqual({ positions: 3n, seconds: 90, unseenSince: null });
    expect(await knowledge.behind(0n, later)).toEqual({ positions: last + 3n, seconds: 90, unseenSince: null });
  });
});
