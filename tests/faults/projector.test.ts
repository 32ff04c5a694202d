import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ReadModelRebuilding, servedPosition } from '#platform/projections/serving/served';
import { lamps, notes } from '../support/worlds/lamps.js';
import { longStory } from '../support/worlds/long-story.js';
import { ReadModels } from '../support/servers/read-models.js';
import { temporaryFolder } from '../support/servers/temporary-folder.js';
import { rounds } from '../support/rounds.js';

let models: ReadModels;
const children: ChildProcess[] = [];
beforeEach(async () => {
  models = await ReadModels.open();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await models.close();
});

const folder = temporaryFolder();
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Writes the long story to a file, since making it takes longer than starting a projector. @returns the file */
function written(events: number): string {
  const file = join(folder, `${events}.json`);
  writeFileSync(file, JSON.stringify(longStory(events)));
  return file;
}

/** Starts a projector on the database; resolves when the projector runs. */
async function projector(...args: (string | number)[]): Promise<ChildProcess> {
  const script = [
    '--conditions=source',
    '--import',
    './infra/dev/run-typescript.mjs',
    'tests/support/servers/projector-process.ts',
  ];
  const child = spawn(process.execPath, [...script, models.database.appUrl, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.stdout.resume();
  return child;
}

const kill = (child: ChildProcess) =>
  new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGKILL');
  });

const reached = async () => {
  const { rows } = await models.pool.query<{ position: bigint }>(
    `select coalesce(min(position), 0) as position from read.checkpoints where projection in ('notes', 'lamps')`,
  );
  return rows[0]?.position ?? 0n;
};
const serving = async (events: number) => {
  try {
    return (await servedPosition(models.db, [notes, lamps])) >= BigInt(events);
  } catch (error) {
    if (error instanceof ReadModelRebuilding) return false;
    throw error;
  }
};
const until = async (what: () => Promise<boolean>) => {
  for (const end = performance.now() + 60_000; !(await what()); await sleep(20))
    if (performance.now() > end) throw new Error('what was waited for did not come');
};
const all = async (of: ReadModels) => ({ notes: await of.tables(notes), lamps: await of.tables(lamps) });

/** The tables of the same history, processed without faults. */
async function undisturbed(events: number) {
  const calm = await ReadModels.open();
  try {
    await calm.append(...longStory(events));
    await calm.runOnce([notes, lamps]);
    return await all(calm);
  } finally {
    await calm.close();
  }
}

describe('a projector that is killed', () => {
  /**
   * Number of kills for one history. Every projector reads it from the beginning, so a long history makes each start
   * slower.
   */
  const SERIES = 50;
  const EVENTS_PER_KILL = 80;

  async function killedAgainAndAgain(kills: number, kind: string) {
    const events = kills * EVENTS_PER_KILL;
    const story = written(events);
    for (let round = 0; round < kills; round++) {
      const child = await projector(story, -1, kind);
      const from = await reached();
      await until(async () => (await reached()) > from || from >= BigInt(events));
      await sleep((round * 7) % 40);
      await kill(child);
    }
    const last = await projector(story, -1, kind);
    await until(() => serving(events));
    await kill(last);
    return all(models);
  }

  it('has applied each event exactly once', async () => {
    for (let left = rounds(500); left > 0; left -= SERIES) {
      const kills = Math.min(left, SERIES);
      expect(await killedAgainAndAgain(kills, 'fenced')).toEqual(await undisturbed(kills * EVENTS_PER_KILL));
      await models.close();
      models = await ReadModels.open();
    }
  });

  it('loses events if rows and checkpoint are not in one transaction: the planted fault', async () => {
    const kills = 5;
    expect(await killedAgainAndAgain(kills, 'apart')).not.toEqual(await undisturbed(kills * EVENTS_PER_KILL));
  });
});

describe('a leader that is frozen and wakes up after another took over', () => {
  const EVENTS = 1200;

  async function frozenAndWoken(kind: string) {
    const story = written(EVENTS);
    const first = await projector(story, 300, kind);
    await until(async () => (await stateOf(first)) === 'T');
    const frozenAt = await reached();
    expect(frozenAt).toBeLessThan(BigInt(EVENTS));
    await projector(story, -1, kind);
    await until(() => serving(EVENTS));
    first.kill('SIGCONT');
    await sleep(2500); // time in which the woken leader could write
    return all(models);
  }

  it('applies no event twice', async () => {
    expect(await frozenAndWoken('fenced')).toEqual(await undisturbed(EVENTS));
  });

  it('applies events twice without the fence: the planted fault', async () => {
    expect(await frozenAndWoken('unfenced')).not.toEqual(await undisturbed(EVENTS));
  });
});

async function stateOf({ pid }: ChildProcess): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const stat = await readFile(`/proc/${pid ?? 0}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2)[0] ?? '';
}
