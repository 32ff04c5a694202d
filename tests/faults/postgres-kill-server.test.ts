import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventRecord } from '#kernel/record';
import { Conflict } from '#platform/event-store/event-store';
import { freshStore, type FreshStore } from '../support/servers/event-store.js';
import { gather, unless } from '../support/worlds/gather.js';
import { keepAppending, logViolations } from '../support/oracles/log-oracle.js';
import { type OwnServer, ownServer } from '../support/servers/postgres.js';
import { rounds } from '../support/rounds.js';

/** Appends that must be acknowledged before the kill in each round; otherwise the round tests nothing. */
const ANSWERS = 8;

async function killEverything(server: OwnServer, place: FreshStore): Promise<void> {
  const { rows } = await place.admin.query<{ pid: number }>('select pid from pg_stat_activity');
  const killed = server.kill();
  for (const { pid } of rows) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // the process had already ended
    }
  }
  await killed;
}

interface Findings {
  readonly answers: number;
  readonly doubts: number;
  readonly violations: string[];
}

/** Eight writers append while the server is killed again and again. Appends with an unknown outcome are sent again. */
async function killInRounds(server: OwnServer, place: FreshStore, kills: number): Promise<Findings> {
  const acknowledged = new Map<string, bigint>();
  const acknowledge = (id: string, position: bigint) => acknowledged.set(id, position);
  let doubts = 0;
  for (let round = 0; round < kills; round++) {
    let running = true;
    const doubtful: (readonly EventRecord[])[] = [];
    const writers = Array.from({ length: 8 }, (_, writer) =>
      keepAppending(
        place.store,
        `${round}.${writer}`,
        () => running,
        acknowledge,
        (records) => doubtful.push(records),
      ),
    );
    const before = acknowledged.size;
    while (acknowledged.size <= before + ANSWERS && doubtful.length < writers.length) await sleep(5);
    await sleep(50 + Math.random() * 200);
    await killEverything(server, place);
    running = false;
    await Promise.all(writers);
    await server.start();
    doubts += doubtful.length;
    for (const records of doubtful) {
      const [first] = records;
      if (!first || round % 2 === 0) continue;
      const again = await place.store.append(first.stream, first.revision - 1, records).catch((error: unknown) => {
        // only if an acknowledged record was lost, which the oracle reports
        if (error instanceof Conflict) return undefined;
        throw error;
      });
      if (again) acknowledge(records.at(-1)?.id ?? '', again.position);
    }
  }
  return {
    answers: acknowledged.size,
    doubts,
    violations: logViolations(await place.store.readAll(0n, 10_000_000), acknowledged),
  };
}

describe('a server that is killed while it writes', () => {
  let server: OwnServer;
  beforeAll(async () => {
    server = await ownServer();
  });
  afterAll(() => server.remove());

  it('has lost no acknowledged append, written none twice and none in part', async () => {
    const place = await freshStore({}, server.current().url);
    const kills = rounds(500);
    const { answers, doubts, violations } = await killInRounds(server, place, kills);
    expect(violations).toEqual([]);
    expect(answers).toBeGreaterThan(kills * ANSWERS);
    expect(doubts).toBeGreaterThan(kills);
    await place.close();
  });

  it('is detected if it answers before its log is on disk: the planted fault', async () => {
    const place = await freshStore({}, server.current().url);
    await place.admin.query(`
      create function public.not_durable() returns trigger language plpgsql as $$
      begin perform set_config('synchronous_commit', 'off', true); return new; end $$;
      create trigger not_durable before insert on log.events for each row execute function public.not_durable()`);
    let lost: readonly string[] = [];
    const round = async () => {
      const { violations } = await killInRounds(server, place, 1);
      lost = violations.filter((violation) => violation.startsWith('lost'));
    };
    await gather(round, () => unless(lost.length > 0, 'a lost append'), 20);
    await place.close();
  });
});
