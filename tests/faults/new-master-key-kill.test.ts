import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { KeyOwner } from '#platform/sealing/key-ring';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { type KeyPlace, keyPlace } from '../support/servers/key-place.js';
import { deathsIn, runDestroyer, shareOf } from './destroyer-runs.js';

const LOG = Uuid.parse(randomUUID());
const person = (): KeyOwner => ({ kind: 'person', id: Uuid.parse(randomUUID()) });

let place: KeyPlace;
beforeAll(async () => {
  place = await keyPlace(LOG);
});
afterAll(() => place.close());

it('a program that is killed while it changes the master key has changed it or not: living keys open, one of each key remains', async () => {
  const begun = await place.ring();
  const [gone, ...owners] = [person(), person(), person()];
  await begun.keyFor(gone);
  await begun.destroy([{ owner: gone, on: plainDate('2026-03-01') }]);
  const living = await Promise.all(owners.map((owner) => begun.keyFor(owner)));
  const masterKey = () => readFileSync(place.masterKeyFile, 'utf8');
  /** What is wrong after the next start; empty if nothing is. */
  const wrong = async (): Promise<readonly string[]> => {
    const found: string[] = [];
    const keys = await place.ring();
    const files = place.files();
    if (files.length !== 1 || !files[0]?.startsWith('ring.')) found.push(`${files.length} files beside the master key`);
    for (const { id, key } of living) {
      const state = await keys.get(id);
      if (state.is !== 'key' || !Buffer.from(state.key.key).equals(key)) found.push('a living key is lost');
    }
    if ((await keys.of(gone)).is !== 'erased') found.push('a destroyed key came back');
    return found;
  };

  const first = masterKey();
  const { steps } = await runDestroyer(place, LOG, { changes: true });
  const committed = steps.indexOf('commit');
  expect(steps.slice(0, committed)).toEqual(expect.arrayContaining(['write master', 'sync', 'write ring', 'rename']));
  expect(steps.slice(0, committed)).not.toContain('overwrite');
  expect(steps.filter((name) => name === 'overwrite')).toHaveLength(2); // the old master key and the old ring key
  expect([masterKey() === first, await wrong()]).toEqual([false, []]);
  for (const { dieAt, name, moment } of shareOf(deathsIn(steps))) {
    const before = masterKey();
    const { killed } = await runDestroyer(place, LOG, { changes: true, dieAt, moment });
    const found = await wrong();
    const isNew = masterKey() !== before;
    // Halfway through the commit, either is right.
    const expected = name === 'commit' && moment === 'halfway' ? isNew : dieAt > committed;
    expect([name, moment, killed, found, isNew]).toEqual([name, moment, true, [], expected]);
  }
});
