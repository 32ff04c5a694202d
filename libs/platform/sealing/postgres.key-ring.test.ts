import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { type KeyPlace, keyPlace } from '../../../tests/support/servers/key-place.js';
import { openPool } from '../db/pools.js';
import { describeKeyRing } from './key-ring.contract.js';
import { type KeyOwner, KeysUnavailable, KeyWornOut, MOST_ENCRYPTIONS, OwnerErased } from './key-ring.js';
import { PostgresKeyRing } from './postgres.key-ring.js';

const LOG = Uuid.parse(randomUUID());
const uuid = () => Uuid.parse(randomUUID());
const person = (): KeyOwner => ({ kind: 'person', id: uuid() });
const on = plainDate('2026-03-01');
const later = plainDate('2026-04-01');

let place: KeyPlace;
beforeEach(async () => {
  place = await keyPlace(LOG);
});
afterEach(() => place.close());
const ring: KeyPlace['ring'] = (options) => place.ring(options);

describeKeyRing('the key ring in a database', () => ring());

describe('the key ring', () => {
  it('gives an owner one key, in every process, and finds it by its id', async () => {
    const [here, there, owner] = [await ring(), await ring(), person()];
    const keys = await Promise.all([...Array(20).keys()].map((n) => (n % 2 ? here : there).keyFor(owner)));
    expect(new Set(keys.map(({ id, key }) => `${id} ${Buffer.from(key).toString('hex')}`)).size).toBe(1);
    const [key] = keys;
    expect(key && (await (await ring()).get(key.id))).toEqual({ is: 'key', key, owner });
    expect(await here.get(uuid())).toEqual({ is: 'unknown' });
    expect((await here.keyFor({ kind: 'case', id: owner.id })).id).not.toBe(key?.id);
  });

  it('tells whose id an id is, of erased owners, too', async () => {
    const [keys, owner] = [await ring(), person()];
    expect(await keys.ownersOf(owner.id)).toEqual([]);
    await keys.keyFor(owner);
    expect(await keys.ownersOf(owner.id)).toEqual([owner]);
    await keys.destroy([{ owner, on }]);
    await keys.keyFor({ kind: 'case', id: owner.id });
    expect(await keys.ownersOf(owner.id)).toEqual([{ kind: 'case', id: owner.id }, owner]);
  });

  it('destroys a key: at once here, elsewhere within the age of the cache, and never makes it again', async () => {
    let now = 0;
    const [here, there, owner, bystander] = [
      await ring(),
      await ring({ cacheMs: 30_000, now: () => now }),
      person(),
      person(),
    ];
    const { id } = await here.keyFor(owner);
    const kept = await here.keyFor(bystander);
    await there.get(id);
    const eras = await Promise.all([here.era(), there.era()]);
    await here.destroy([{ owner, on }]);
    await here.destroy([{ owner, on: later }]);
    expect(await here.get(id)).toEqual({ is: 'erased', on });
    expect(await here.era()).not.toBe(eras[0]);
    expect(await there.era()).toBe(eras[1]);
    await expect(here.keyFor(owner)).rejects.toThrow(OwnerErased);
    now = 30_001;
    expect(await there.era()).toBe(await here.era());
    expect(await there.get(id)).toEqual({ is: 'erased', on });
    await expect(there.keyFor(owner)).rejects.toThrow(OwnerErased);
    expect(await there.get(kept.id)).toMatchObject({ is: 'key', key: kept });
    const never = person();
    await here.destroy([{ owner: never, on }]);
    await expect(there.keyFor(never)).rejects.toThrow(OwnerErased);
  });

  it('lets its role neither exchange, remove nor bring back a key', async () => {
    const keys = await ring();
    const [erased, { id }] = [person(), await keys.keyFor(person())];
    await keys.keyFor(erased);
    await keys.destroy([{ owner: erased, on }]);
    const refused = ['MC101', '42501', '23503', '23514'];
    for (const statement of [
      `update keys.data_keys set wrapped = '\\x00' where key_id = '${id}'`,
      `update keys.data_keys set encryptions = 0 where key_id = '${id}'`,
      `update keys.data_keys set wrapped = '\\x00', erased_on = null where owner_id = '${erased.id}'`,
      `update keys.data_keys set erased_on = '2027-01-01' where owner_id = '${erased.id}'`,
      `update keys.data_keys set owner_id = '${uuid()}' where key_id = '${id}'`,
      `delete from keys.data_keys`,
      `truncate keys.data_keys`,
      `update keys.store set master_key_check = '\\x00'`,
      `update keys.data_keys set ring_id = '${uuid()}' where key_id = '${id}'`,
      `update keys.data_keys set wrapped = '\\x00', ring_id = '${uuid()}' where key_id = '${id}'`,
      `update keys.data_keys set wrapped = null where key_id = '${id}'`,
      `update keys.store set ring_id = '${uuid()}'`,
    ])
      await expect(place.pool.query(statement)).rejects.toHaveProperty(
        'code',
        expect.stringMatching(refused.join('|')),
      );
  });

  it('refuses a key that has encrypted as often as a key may', async () => {
    const owner = person();
    const { id } = await (await ring()).keyFor(owner);
    await place.pool.query('update keys.data_keys set encryptions = $2 where key_id = $1', [
      id,
      MOST_ENCRYPTIONS - 256,
    ]);
    const last = await ring();
    for (let n = 0; n < 256; n++) await last.keyFor(owner);
    await expect(last.keyFor(owner)).rejects.toThrow(KeyWornOut);
    await expect((await ring()).keyFor(owner)).rejects.toThrow(KeyWornOut);
    expect(await last.get(id)).toMatchObject({ is: 'key' });
  });

  it('opens no wrapped key that was altered, or put in the place of another', async () => {
    const [one, other] = [person(), person()];
    const keys = await ring();
    const ids = [(await keys.keyFor(one)).id, (await keys.keyFor(other)).id];
    const { owner } = place;
    await owner.query('alter table keys.data_keys disable trigger user');
    const wrapped = async (id: Uuid | undefined) =>
      (await owner.query<{ wrapped: Buffer }>('select wrapped from keys.data_keys where key_id = $1', [id])).rows[0]
        ?.wrapped;
    const whole = await wrapped(ids[0]);
    const harmed = [
      await wrapped(ids[1]),
      whole?.subarray(0, -1),
      whole?.subarray(0, -12),
      Buffer.alloc(0),
      whole && Buffer.from(whole.map((byte, i) => (i === 40 ? byte ^ 1 : byte))),
    ];
    for (const value of harmed) {
      await owner.query('update keys.data_keys set wrapped = $2 where key_id = $1', [ids[0], value]);
      const fresh = await ring();
      if (ids[0]) await expect(fresh.get(ids[0])).rejects.toThrow(KeysUnavailable);
      await expect(fresh.keyFor(one)).rejects.toThrow(KeysUnavailable);
    }
    await owner.query("update keys.data_keys set wrapped = $2, owner_kind = 'case' where key_id = $1", [ids[0], whole]);
    if (ids[0]) await expect((await ring()).get(ids[0])).rejects.toThrow(KeysUnavailable);
  });

  it('returns no key when the database does not answer, though another process just got one', async () => {
    const keys = await ring();
    const { id } = await keys.keyFor(person());
    const url = 'postgresql://nobody@127.0.0.1:1/keys';
    const gone = openPool({ url, max: 4, applicationName: 'test', statementTimeoutMs: 10_000 });
    const cut = new PostgresKeyRing({ pool: gone, rings: (await place.open()).rings, log: LOG });
    await expect(cut.get(id)).rejects.toThrow(KeysUnavailable);
    await expect(cut.keyFor(person())).rejects.toThrow(KeysUnavailable);
    await expect(cut.destroy([{ owner: person(), on }])).rejects.toThrow(KeysUnavailable);
    await gone.end();
  });
});
