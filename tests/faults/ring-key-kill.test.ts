import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import type { DataKey, KeyOwner } from '#platform/sealing/key-ring';
import { rounds } from '../support/rounds.js';
import { ask } from '../support/servers/held-server.js';
import { type KeyPlace, keyPlace } from '../support/servers/key-place.js';
import { deathsIn, runDestroyer, shareOf } from './destroyer-runs.js';
import type { Orders } from './ring-key-destroyer.js';

const LOG = Uuid.parse(randomUUID());
const uuid = () => Uuid.parse(randomUUID());
const person = (): KeyOwner => ({ kind: 'person', id: uuid() });
const on = plainDate('2026-03-01');
/** More data keys than one statement wraps, so that a rotation has several statements of each kind. */
const KEYS = 600;

let place: KeyPlace;
/** Owners whose keys must open, and owners whose erasure was completed. */
let living: (readonly [KeyOwner, DataKey])[] = [];
let erased: KeyOwner[] = [];
beforeAll(async () => {
  place = await keyPlace(LOG);
});
afterAll(() => place.close());
const inFolder = (name: string) => join(dirname(place.masterKeyFile), name);

const run = (more: Partial<Orders>) => runDestroyer(place, LOG, more);

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
