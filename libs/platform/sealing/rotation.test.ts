import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { type KeyPlace, keyPlace } from '../../../tests/support/servers/key-place.js';
import { type DataKey, type KeyOwner, KeysUnavailable, OwnerErased } from './key-ring.js';
import { LocalRingKey, type RingKeys } from './ring-key.js';

const LOG = Uuid.parse(randomUUID());
const uuid = () => Uuid.parse(randomUUID());
const person = (): KeyOwner => ({ kind: 'person', id: uuid() });
const on = plainDate('2026-03-01');

let place: KeyPlace;
beforeEach(async () => {
  place = await keyPlace(LOG);
});
afterEach(() => place.close());
const path = (name = '') => join(dirname(place.masterKeyFile), name);
const madeFor = async (count: number): Promise<[KeyOwner, DataKey][]> => {
  const keys = await place.ring();
  const owners = Array.from({ length: count }, person);
  return Promise.all(owners.map(async (owner): Promise<[KeyOwner, DataKey]> => [owner, await keys.keyFor(owner)]));
};
const wrapped = async (id: Uuid) =>
  (await place.pool.query<{ wrapped: Buffer | null }>('select wrapped from keys.data_keys where key_id = $1', [id]))
    .rows[0]?.wrapped;
/** The ring keys of the place, with other steps before or after them. */
const withRings = async (change: (rings: RingKeys) => Partial<RingKeys>) => {
  const { rings } = await place.open();
  const same: RingKeys = {
    make: () => rings.make(),
    find: (id) => rings.find(id),
    held: () => rings.held(),
    destroyAllBut: (current, held) => rings.destroyAllBut(current, held),
  };
  return place.ring({ rings: Object.assign(same, change(rings)) });
};

describe('the destruction of keys', () => {
  it('replaces the ring key: the old one is gone, and nothing else opens the destroyed key', async () => {
    const [[owner, { id, key }], [, kept]] = (await madeFor(2)) as [[KeyOwner, DataKey], [KeyOwner, DataKey]];
    const { rings } = await place.open();
    const context = { log: LOG, keyId: id, ownerKind: owner.kind, ownerId: owner.id };
    const copy = (await wrapped(id)) ?? Buffer.alloc(0);
    const [file = ''] = place.files();
    const ringId = Uuid.parse(file.split('.').at(-2));
    expect(Buffer.from((await (await rings.find(ringId))?.unwrap(copy, context)) ?? '')).toEqual(key);
    expect(await (await place.ring()).destroy([{ owner, on }])).toBe(1);
    expect(await rings.find(ringId)).toBeNull();
    const [now = ''] = place.files();
    expect([place.files().length, now === file]).toEqual([1, false]);
    const next = await rings.find(Uuid.parse(now.split('.').at(-2)));
    await expect(next?.unwrap(copy, context)).rejects.toThrow('does not open');
    expect(await wrapped(id)).toBeNull();
    expect(await (await place.ring()).get(kept.id)).toMatchObject({ is: 'key', key: kept });
  });

  it('overwrites the old ring key before it removes it', async () => {
    const [[owner]] = (await madeFor(1)) as [[KeyOwner, DataKey]];
    const before = place.files().map((name) => readFileSync(path(name)));
    // A hard link shows what becomes of the bytes of the file.
    linkSync(path(place.files()[0]), path('linked'));
    await (await place.ring()).destroy([{ owner, on }]);
    const after = readFileSync(path('linked'));
    expect([after.length, after.equals(before[0] ?? after)]).toEqual([before[0]?.length, false]);
    expect(after.includes('mcrk1')).toBe(false);
  });

  it('is one rotation for many owners, and for calls that arrive while another runs', async () => {
    const owners = (await madeFor(30)).map(([owner]) => owner);
    let made = 0;
    const keys = await withRings((rings) => ({ make: () => (made++, rings.make()) }));
    const of = (from: number, to: number) => owners.slice(from, to).map((owner) => ({ owner, on }));
    const [twice = person()] = owners;
    const first = keys.destroy(of(0, 10));
    while (made === 0) await sleep(1);
    const calls = [...of(10, 19).map((one) => [one]), of(19, 25), [{ owner: twice, on }]];
    const others = calls.map((call) => keys.destroy([...call, ...call]));
    expect(await Promise.all([first, ...others])).toEqual([10, 1, 1, 1, 1, 1, 1, 1, 1, 1, 6, 0]);
    expect(made).toBe(2);
    const fresh = await place.ring();
    const states = await Promise.all(owners.map(async (owner) => (await fresh.of(owner)).is));
    expect(states).toEqual([...Array<string>(25).fill('erased'), ...Array<string>(5).fill('key')]);
  });

  it('does nothing where all are destroyed, and nothing is left over', async () => {
    const [[owner]] = (await madeFor(1)) as [[KeyOwner, DataKey]];
    await (await place.ring()).destroy([{ owner, on }]);
    const before = place.files();
    expect(await (await place.ring()).destroy([{ owner, on: plainDate('2027-01-01') }])).toBe(0);
    expect(await (await place.ring()).destroy([])).toBe(0);
    expect(place.files()).toEqual(before);
  });

  it('removes what an interrupted rotation left, and nothing of another log', async () => {
    const [[, kept]] = (await madeFor(1)) as [[KeyOwner, DataKey]];
    const [current = ''] = place.files();
    const ofOther = `ring.${uuid()}.${uuid()}.key`;
    const left = [`ring.${LOG}.${uuid()}.key`, `ring.${LOG}.${uuid()}.key.draft-1`, ofOther, 'notes.txt'];
    for (const name of left) writeFileSync(path(name), 'x'.repeat(200), { mode: 0o600 });
    symlinkSync(path(current), path(`ring.${LOG}.${uuid()}.key`)); // the file that it names is not overwritten
    await (await place.ring()).destroy([]);
    expect(place.files()).toEqual(['notes.txt', ofOther, current].sort());
    expect(await (await place.ring()).get(kept.id)).toMatchObject({ is: 'key', key: kept });
  });

  it('removes no ring key while the current one is missing', async () => {
    await madeFor(1);
    const keys = await place.ring();
    const [current = ''] = place.files();
    renameSync(path(current), path('elsewhere'));
    const old = `ring.${LOG}.${uuid()}.key`;
    writeFileSync(path(old), 'x', { mode: 0o600 });
    await expect(keys.destroy([])).rejects.toThrow(KeysUnavailable);
    expect(existsSync(path(old))).toBe(true);
  });

  it('destroys nothing if a living key does not open, since that key would be lost for ever', async () => {
    const [[owner], [, broken]] = (await madeFor(2)) as [[KeyOwner, DataKey], [KeyOwner, DataKey]];
    await place.owner.query('alter table keys.data_keys disable trigger user');
    const harm =
      'update keys.data_keys set wrapped = set_byte(wrapped, 40, 255 - get_byte(wrapped, 40)) where key_id = $1';
    await place.owner.query(harm, [broken.id]);
    const keys = await place.ring();
    await expect(keys.destroy([{ owner, on }])).rejects.toMatchObject({ cause: { name: 'NotWrappedHere' } });
    expect(await keys.of(owner)).toMatchObject({ is: 'key' });
    await place.owner.query(harm, [broken.id]);
    expect(await keys.destroy([{ owner, on }])).toBe(1);
    expect([await keys.of(owner), place.files().length]).toEqual([{ is: 'erased', on }, 1]);
  });

  it('destroys nothing if the file of the new ring key does not hold what wrapped the keys', async () => {
    const [[owner], [, kept]] = (await madeFor(2)) as [[KeyOwner, DataKey], [KeyOwner, DataKey]];
    const [current = ''] = place.files();
    const keys = await withRings((rings) => ({
      find: (id) =>
        current.includes(id) ? rings.find(id) : Promise.resolve(new LocalRingKey(id, Buffer.alloc(32, 1))),
    }));
    await expect(keys.destroy([{ owner, on }])).rejects.toMatchObject({ cause: { name: 'NotWrappedHere' } });
    const fresh = await place.ring();
    expect([await fresh.of(owner), await fresh.get(kept.id)]).toMatchObject([{ is: 'key' }, { is: 'key', key: kept }]);
    expect(place.files()).toEqual([current]);
  });

  it('destroys nothing if the database may lose the commit', async () => {
    const [[owner]] = (await madeFor(1)) as [[KeyOwner, DataKey]];
    const keys = await place.ring();
    const url = new URL(place.database.sideUrls.keys);
    await place.owner.query(`alter database ${url.pathname.slice(1)} set synchronous_commit = off`);
    await expect(keys.destroy([{ owner, on }])).rejects.toMatchObject({ cause: { code: 'not-durable' } });
    expect([await keys.of(owner), place.files().length]).toMatchObject([{ is: 'key' }, 1]);
  });
});

describe('another process', () => {
  it('makes its key again if the ring key was replaced before the key was written', async () => {
    const [[owner]] = (await madeFor(1)) as [[KeyOwner, DataKey]];
    const there = await place.ring();
    let rotated = 0;
    const here = await withRings((rings) => ({
      find: async (id) => {
        const found = await rings.find(id);
        if (rotated++ === 0) await there.destroy([{ owner, on }]);
        return found;
      },
    }));
    const made = await here.keyFor(person());
    expect(await (await place.ring()).get(made.id)).toMatchObject({ is: 'key', key: made });
    expect(rotated).toBeGreaterThan(1);
  });

  it('reads a row again if the ring key that it names was destroyed meanwhile', async () => {
    const [[owner, { id }], [, kept]] = (await madeFor(2)) as [[KeyOwner, DataKey], [KeyOwner, DataKey]];
    const there = await place.ring();
    const reading = (once: { done: boolean }) =>
      withRings((rings) => ({
        find: async (ring) => {
          if (!once.done) {
            once.done = true;
            await there.destroy([{ owner, on }]);
          }
          return rings.find(ring);
        },
      }));
    expect(await (await reading({ done: false })).get(kept.id)).toMatchObject({ is: 'key', key: kept });
    expect(await (await reading({ done: true })).get(id)).toEqual({ is: 'erased', on });
  });

  it('finds the tombstone if the row that it reads again was destroyed', async () => {
    const [[owner, { id }]] = (await madeFor(1)) as [[KeyOwner, DataKey]];
    const there = await place.ring();
    const here = await withRings((rings) => ({
      find: async (ring) => {
        await there.destroy([{ owner, on }]);
        return rings.find(ring);
      },
    }));
    expect(await here.get(id)).toEqual({ is: 'erased', on });
    await expect(here.keyFor(owner)).rejects.toThrow(OwnerErased);
  });

  it('may rotate, make and read keys at the same time: none is lost, none comes back', async () => {
    const before = await madeFor(24);
    const processes = await Promise.all(Array.from({ length: 4 }, () => place.ring()));
    const made: [KeyOwner, DataKey][] = [];
    await Promise.all(
      processes.map(async (keys, who) => {
        for (const [n, [owner, { id }]] of before.entries()) {
          if (n % 4 !== who) continue;
          const fresh = person();
          const [key] = await Promise.all([keys.keyFor(fresh), n < 12 ? keys.destroy([{ owner, on }]) : keys.get(id)]);
          made.push([fresh, key]);
        }
      }),
    );
    const fresh = await place.ring();
    for (const [owner, key] of [...before.slice(12), ...made])
      expect(await fresh.get(key.id)).toEqual({ is: 'key', key, owner });
    for (const [, { id }] of before.slice(0, 12)) expect(await fresh.get(id)).toEqual({ is: 'erased', on });
    expect(place.files()).toHaveLength(1);
    expect(made).toHaveLength(24);
  });
});
