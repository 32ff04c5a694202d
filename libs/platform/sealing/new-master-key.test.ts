import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Uuid } from '#kernel/ids';
import { type KeyPlace, keyPlace } from '../../../tests/support/servers/key-place.js';
import type { KeyOwner } from './key-ring.js';
import { masterKeyIn } from './master-key-file.js';
import { changeMasterKey } from './new-master-key.js';

const LOG = Uuid.parse(randomUUID());
const uuid = () => Uuid.parse(randomUUID());
const person = (): KeyOwner => ({ kind: 'person', id: uuid() });

let place: KeyPlace;
let file: string;
beforeEach(async () => {
  place = await keyPlace(LOG);
  file = place.masterKeyFile;
});
afterEach(() => place.close());
const inFolder = (name: string) => join(dirname(file), name);
const change = (pool = place.owner) =>
  changeMasterKey({ pool, logPool: place.logPool, log: LOG, masterKeyFile: file, hasKeys: true });
const told = async () => [
  existsSync(file) ? readFileSync(file, 'utf8') : null,
  place.files().map((name) => [name, readFileSync(inFolder(name), 'utf8')]),
  (await place.owner.query('select * from keys.store')).rows as unknown[],
  (await place.owner.query('select * from keys.data_keys order by key_id')).rows as unknown[],
];

it('a new master key opens every data key, under a new ring key; the old file was overwritten in place', async () => {
  const keys = await place.ring();
  const owners = [person(), person()];
  const made = await Promise.all(owners.map((owner) => keys.keyFor(owner)));
  const [before, [oldRing]] = [readFileSync(file, 'utf8'), place.files()];
  linkSync(file, inFolder('same-blocks'));
  const { master, ringFile } = await change();
  const overwritten = readFileSync(inFolder('same-blocks'));
  expect([overwritten.length, overwritten.includes('mcmk1')]).toEqual([before.length, false]);
  rmSync(inFolder('same-blocks'));
  expect(place.files().map(inFolder)).toEqual([ringFile]);
  expect(ringFile).not.toBe(inFolder(oldRing ?? ''));
  expect((await place.open()).master.id).toBe(master.id);
  expect(before).not.toContain(master.id);
  const later = await place.ring();
  for (const key of made) expect(await later.get(key.id)).toMatchObject({ is: 'key', key });
});

const others = () => inFolder(`ring.${uuid()}.${uuid()}.key`);
const damaged = "update keys.data_keys set wrapped = '\\x00', ring_id = ring_id";
it.each<[string, string, () => unknown]>([
  [
    'a ring key of another store lies beside it',
    'master-key-shared',
    () => {
      writeFileSync(others(), 'x', { mode: 0o600 });
    },
  ],
  [
    'its file is a link',
    'master-key-linked',
    () => {
      renameSync(file, inFolder('elsewhere'));
      symlinkSync(inFolder('elsewhere'), file);
    },
  ],
  [
    'it is missing',
    'master-key-missing',
    () => {
      rmSync(file);
    },
  ],
  [
    'the ring key is missing',
    'ring-key-missing',
    () => {
      rmSync(inFolder(place.files()[0] ?? ''));
    },
  ],
  ['the database of the keys is empty', 'keys-lost', () => place.owner.query('truncate keys.store cascade')],
  [
    'a data key does not open',
    'data-key-other',
    async () => {
      await place.owner.query('alter table keys.data_keys disable trigger only_used_or_destroyed');
      await place.owner.query(damaged);
      await place.owner.query('alter table keys.data_keys enable trigger only_used_or_destroyed');
    },
  ],
])('a master key is not changed where %s (%s), and nothing is written', async (_, code, harm) => {
  await (await place.ring()).keyFor(person());
  await harm();
  const before = await told();
  await expect(change()).rejects.toMatchObject({ name: 'StartRefused', code });
  expect(await told()).toEqual(before);
});

it('a master key is changed by the owner of the database alone: the product may not', async () => {
  await (await place.ring()).keyFor(person());
  const before = await told();
  await expect(change(place.pool)).rejects.toMatchObject({ code: '42501' });
  expect(await told()).toEqual(before);
});

it('a next master key that the database does not name is never taken, whatever it holds', async () => {
  const { master } = await place.open();
  const own = readFileSync(file, 'utf8');
  const another = own.replace(master.id, uuid());
  for (const text of ['', own.slice(0, 40), another]) {
    writeFileSync(`${file}.next`, text, { mode: 0o600 });
    expect((await place.open()).master.id).toBe(master.id);
    expect([place.files().length, masterKeyIn(file)?.id]).toEqual([1, master.id]);
  }
  // Neither fits: both stay, for a person to look at.
  writeFileSync(`${file}.next`, another, { mode: 0o600 });
  writeFileSync(file, another);
  await expect(place.open()).rejects.toMatchObject({ code: 'master-key-other' });
  expect(place.files()).toContain('master.key.next');
});
