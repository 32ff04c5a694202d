import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { freshStore, type FreshStore } from '../support/servers/event-store.js';
import { gather, unless } from '../support/worlds/gather.js';
import { logViolations } from '../support/oracles/log-oracle.js';
import { rounds } from '../support/rounds.js';

/** Appends that must be acknowledged before the kill in each round; otherwise the round tests nothing. */
const ANSWERS = 8;

interface Program {
  readonly child: ChildProcess;
  readonly ready: Promise<unknown>;
  readonly answers: Map<string, bigint>;
}

function program(url: string, kind: string, round: number): Program {
  const child = spawn(
    process.execPath,
    [
      '--conditions=source',
      '--import',
      './infra/dev/run-typescript.mjs',
      'tests/faults/appender.ts',
      url,
      kind,
      String(round),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const answers = new Map<string, bigint>();
  const lines = createInterface(child.stdout);
  const ready = once(lines, 'line');
  lines.on('line', (line) => {
    const [id, position] = line.split(' ');
    if (id !== undefined && position !== undefined) answers.set(id, BigInt(position));
  });
  return { child, ready, answers };
}

/** Rounds of a program that appends until it is killed; the next program starts meanwhile. */
async function killInRounds(place: FreshStore, kind: string, kills: number): Promise<Map<string, bigint>> {
  const acknowledged = new Map<string, bigint>();
  let next = program(place.database.appUrl, kind, 0);
  for (let round = 1; round <= kills; round++) {
    const { child, ready, answers } = next;
    await ready;
    if (round < kills) next = program(place.database.appUrl, kind, round);
    child.stdin?.write('go\n');
    while (answers.size <= ANSWERS) await sleep(5);
    await sleep(50 + Math.random() * 200);
    const closed = once(child, 'close'); // after everything that the program wrote was read
    child.kill('SIGKILL');
    await closed;
    for (const [id, position] of answers) acknowledged.set(id, position);
  }
  return acknowledged;
}

async function quiet(place: FreshStore): Promise<void> {
  for (;;) {
    const { rowCount } = await place.admin.query(
      `select from pg_stat_activity where datname = current_database() and application_name = 'appender'`,
    );
    if (rowCount === 0) return;
    await sleep(20);
  }
}

describe('a program that is killed while it appends', () => {
  let place: FreshStore;
  beforeAll(async () => {
    place = await freshStore();
  });
  afterAll(() => place.close());

  it('has lost no acknowledged append, written none twice and none in part', async () => {
    const kills = rounds(500);
    const acknowledged = await killInRounds(place, 'ours', kills);
    await quiet(place);
    expect(acknowledged.size).toBeGreaterThan(kills * ANSWERS);
    expect(logViolations(await place.store.readAll(0n, 10_000_000), acknowledged)).toEqual([]);
  });

  it('is detected if it answers before the commit: the planted fault', async () => {
    const other = await freshStore();
    let lost: readonly string[] = [];
    const round = async () => {
      const acknowledged = await killInRounds(other, 'early', 1);
      await quiet(other);
      const violations = logViolations(await other.store.readAll(0n, 10_000_000), acknowledged);
      lost = violations.filter((violation) => violation.startsWith('lost'));
    };
    await gather(round, () => unless(lost.length > 0, 'a lost append'), 20);
    await other.close();
  });
});
