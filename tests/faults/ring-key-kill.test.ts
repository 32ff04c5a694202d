import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import type { DataKey, KeyOwner } from '#platform/sealing/key-ring';
import { rounds } from '../support/rounds.js';
import { ask } from '../support/servers/held-server.js';
import { type KeyPlace, keyPlace } from '../support/servers/key-place.js';
import type { Orders } from './ring-key-destroyer.js';

const LOG = Uuid.parse(randomUUID());
const uuid = () => Uuid.parse(randomUUID());
const person = (): KeyOwner => ({ kind: 'person', id: uuid() });
const on = plainDate('2026-03-01');
/** More data keys than one statement wraps, so that a rotation has several statements of each kind. */
const KEYS = 600;

/** Steps that change something. To die before one of the others is the same as to die before the next of these. */
const CHANGES = /^(write|overwrite|rename|link|sync|remove|insert|update|commit)/;
/** What can be cut off in the middle: a write to a file, or a statement that was sent. */
const CAN_BE_HALF = /^(write|overwrite|insert|update|commit)/;
const deathsIn = (steps: readonly string[]) =>
  [...steps.entries()].flatMap(([dieAt, name]) => {
    const moments = CAN_BE_HALF.test(name) ? (['before', 'halfway'] as const) : (['before'] as const);
    return CHANGES.test(name) ? moments.map((moment) => ({ dieAt, name, moment })) : [];
  });

/** A short run takes every third death, from a random one on; the full run takes all. */
const STRIDE = 4 - rounds(3);
const shareOf = <T>(deaths: readonly T[]): readonly T[] => {
  const first = Math.floor(Math.random() * STRIDE);
  return deaths.filter((_, n) => n % STRIDE === first);
};

let place: KeyPlace;
/** Owners whose keys must open, and owners whose erasure was completed. */
let living: (readonly [KeyOwner, DataKey])[] = [];
let erased: KeyOwner[] = [];
beforeAll(async () => {
  place = await keyPlace(LOG);
});
afterAll(() => place.close());
const inFolder = (name: string) => join(dirname(place.masterKeyFile), name);

/** Runs the program. @returns its steps, and whether it was killed */
async function run(more: Partial<Orders>): Promise<{ readonly steps: readonly string[]; readonly killed: boolean }> {
  const { database, masterKeyFile } = place;
  const orders: Orders = Object.assign(
    { keysUrl: database.sideUrls.keys, logUrl: database.appUrl, masterKeyFile, log: LOG },
    { victim: null, dieAt: null, moment: 'before', fault: null } as const,
    more,
  );
  const program = ['--conditions=source', '--import', './infra/dev/run-typescript.mjs'];
  const args = [...program, 'tests/faults/ring-key-destroyer.ts', JSON.stringify(orders)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], timeout: 60_000 });
  let said = '';
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString();
  });
  await once(child, 'close');
  const gone = "select from pg_stat_activity where application_name = 'destroyer' and datname = current_database()";
  while ((await place.owner.query(gone)).rowCount !== 0) await sleep(5); // the server may be at its last statement
  const killed = child.signalCode === 'SIGKILL';
  if (!killed && child.exitCode !== 0) throw new Error(`the program failed: ${said}`);
  return { steps: said.split('\n').filter((line) => line !== ''), killed };
}

async function victim(): Promise<KeyOwner> {
  const owner = person();
  await (await place.ring()).keyFor(owner);
  return owner;
}

/** What is wrong after the program was killed and a next one started; empty if nothing is. */
async function wrong(): Promise<readonly string[]> {
  const found: string[] = [];
  const keys = await place.ring().catch((error: unknown) => {
    found.push(
      `the next start fails: ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`,
    );
  });
  if (!keys) return found;
  if (place.files().length !== 1) found.push(`${place.files().length} ring keys remain`);
  for (const [owner, key] of living) {
    const state = await keys.get(key.id);
    if (state.is !== 'key' || !Buffer.from(state.key.key).equals(key.key)) found.push(`the key of ${owner.id} is lost`);
  }
  for (const owner of erased) if ((await keys.of(owner)).is !== 'erased') found.push(`${owner.id} came back`);
  return found;
}

/** A few of the living keys are watched; the others make the rotation long. */
async function fill() {
  const keys = await place.ring();
  for (let n = 0; n < 10; n++) {
    const owner = person();
    living.push([owner, await keys.keyFor(owner)]);
  }
  await Promise.all(Array.from({ length: KEYS }, () => keys.keyFor(person())));
}

describe('a program that is killed while it destroys a key', () => {
  it('has destroyed it or not, at whatever step: living keys open, no key comes back, one ring key remains', async () => {
    await fill();
    const { steps } = await run({ victim: (await victim()).id });
    expect(place.files()).toHaveLength(1);
    expect(steps).toEqual(
      expect.arrayContaining(['write ring', 'rename', 'sync', 'begin', 'insert into keys.data_keys', 'commit']),
    );
    expect(steps).toEqual(
      expect.arrayContaining(['update keys.store set', 'open to overwrite', 'overwrite', 'remove']),
    );
    expect(steps.indexOf('commit')).toBeLessThan(steps.indexOf('overwrite'));
    const outcomes = new Set<string>();
    for (const { dieAt, name, moment } of deathsIn(steps)) {
      const owner = await victim();
      const { killed } = await run({ victim: owner.id, dieAt, moment });
      expect([name, moment, killed, await wrong()]).toEqual([name, moment, true, []]);
      const keys = await place.ring();
      outcomes.add((await keys.of(owner)).is);
      await keys.destroy([{ owner, on }]);
      erased.push(owner); // that it stays erased is seen after the next death
    }
    expect([outcomes, await wrong()]).toEqual([new Set(['key', 'erased']), []]);
  });

  it('or while another program rotates and makes keys', async () => {
    const { steps } = await run({ victim: (await victim()).id });
    const other = await place.ring();
    for (let round = 0; round < rounds(40, 4); round++) {
      const owner = await victim();
      const dies = { isOver: false };
      const dying = run({ victim: owner.id, dieAt: Math.floor(Math.random() * steps.length) }).finally(() => {
        dies.isOver = true;
      });
      do {
        const [fresh, gone] = [person(), await victim()];
        const [key] = await Promise.all([other.keyFor(fresh), other.destroy([{ owner: gone, on }])]);
        living.push([fresh, key]);
        erased.push(gone);
      } while (!dies.isOver);
      await dying;
      expect(await wrong()).toEqual([]);
    }
  });

  it('is found if it destroys the old ring key before the commit, or never: the planted faults', async () => {
    const never = await run({ victim: (await victim()).id, fault: 'never' });
    expect([never.killed, place.files().length]).toEqual([false, 2]);
    await place.open();
    const { steps } = await run({ victim: (await victim()).id, fault: 'early' });
    await run({ victim: (await victim()).id, fault: 'early', dieAt: steps.lastIndexOf('commit') });
    expect(await wrong()).toEqual(['the next start fails: ring-key-missing']);
  });
});

describe('a program that is killed while it opens a key store', () => {
  const empty = async () => {
    [living, erased] = [[], []];
    for (const name of ['master.key', ...place.files()]) rmSync(inFolder(name), { force: true });
    await place.owner.query('truncate keys.store, keys.data_keys');
    await ask(place.database.adminUrl, 'delete from secret.key_store');
  };

  it('leaves a store that the next one opens, at whatever step of the first start', async () => {
    await empty();
    const { steps } = await run({});
    expect(steps).toEqual(expect.arrayContaining(['write master', 'link', 'write ring', 'rename', 'commit']));
    for (const { dieAt, name, moment } of shareOf(deathsIn(steps))) {
      await empty();
      const { killed } = await run({ dieAt, moment });
      const keys = await place.ring();
      const files = place.files().filter((name) => !name.includes('draft'));
      expect([name, moment, killed, files.length]).toEqual([name, moment, true, 1]);
      expect(await keys.keyFor(person())).toHaveProperty('key');
    }
  });

  it('completes at the next start what it removed in part', async () => {
    const owner = person();
    const key = await (await place.ring()).keyFor(owner);
    living = [[owner, key]];
    const leave = () => {
      for (const end of ['key', 'key.draft-1'])
        writeFileSync(inFolder(`ring.${LOG}.${uuid()}.${end}`), 'x'.repeat(200), { mode: 0o600 });
    };
    leave();
    const { steps } = await run({});
    expect(steps.filter((name) => name === 'remove')).toHaveLength(2);
    for (const { dieAt, name, moment } of shareOf(deathsIn(steps))) {
      leave();
      await run({ dieAt, moment });
      expect([name, moment, await wrong()]).toEqual([name, moment, []]);
    }
  });
});
