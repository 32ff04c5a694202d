import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { type KeyPlace, keyPlace } from '../../../tests/support/servers/key-place.js';
import { keysMigrations } from '../../../infra/migrations/keys/index.js';
import { migrate } from '../db/migrations.js';
import type { KeyOwner } from './key-ring.js';
import { masterKeyIn } from './master-key-file.js';
import { changeMasterKey } from './new-master-key.js';
import { NotWrappedHere, wrapKey } from './wrapping.js';

const LOG = Uuid.parse(randomUUID());
const uuid = () => Uuid.parse(randomUUID());
const person = (): KeyOwner => ({ kind: 'person', id: uuid() });
const on = plainDate('2026-03-01');
const RING = /^ring\.[0-9a-f-]{36}\.[0-9a-f-]{36}\.key$/;

let place: KeyPlace;
let file: string;
beforeEach(async () => {
  place = await keyPlace(LOG);
  file = place.masterKeyFile;
});
afterEach(() => place.close());
const inFolder = (name = '') => join(dirname(file), name);
const content = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : null);
const told = async () => [
  content(file),
  place.files().map((name) => [name, content(inFolder(name))]),
  (await place.pool.query('select * from keys.store')).rows as unknown[],
  (await place.pool.query('select * from keys.data_keys order by key_id')).rows as unknown[],
];

describe('master key and ring key', () => {
  it('are made with the key store, for their owner alone, and found the next time', async () => {
    const made = await place.open();
    const before = await told();
    expect((await place.open()).master.id).toBe(made.master.id);
    expect(place.files()).toEqual([expect.stringMatching(RING)]);
    for (const name of ['master.key', ...place.files()])
      expect([name, statSync(inFolder(name)).mode & 0o777]).toEqual([name, 0o600]);
    expect(await told()).toEqual(before);
  });

  it('are one of each, however many programs make them at the same time', async () => {
    const all = await Promise.all([place.open(), place.open(), place.open()]);
    expect(new Set(all.map(({ master }) => master.id)).size).toBe(1);
    expect(place.files()).toHaveLength(1);
  });

  const other = 'mcmk1.00000000-0000-4000-8000-000000000001.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n';
  const ringFile = () => inFolder(place.files()[0]);
  const rewrite = (path: string, change: (text: string) => string) => {
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  };
  it.each<[string, string, () => unknown]>([
    ['others may read the master key', 'master-key-exposed', () => chmodSync(file, 0o640)],
    ['others may write the master key', 'master-key-exposed', () => chmodSync(file, 0o602)],
    ['the master key is missing', 'master-key-missing', () => rmSync(file)],
    ['the master key was cut', 'master-key-malformed', () => truncateSync(file, 60)],
    ['the master key is empty', 'master-key-malformed', () => truncateSync(file, 0)],
    ['the master key is something else', 'master-key-malformed', () => writeFileSync(file, 'x'.repeat(100_000))],
    ['the master key is another one', 'master-key-other', () => writeFileSync(file, other)],
    [
      'the master key is another one under its id',
      'master-key-other',
      () => rewrite(file, (text) => text.replace(/[^.]{20}\n/, `${'A'.repeat(20)}\n`)),
    ],
    ['the ring key is missing', 'ring-key-missing', () => rmSync(ringFile())],
    ['others may read the ring key', 'ring-key-exposed', () => chmodSync(ringFile(), 0o604)],
    ['the ring key was cut', 'ring-key-malformed', () => truncateSync(ringFile(), 150)],
    ['the ring key is empty', 'ring-key-malformed', () => truncateSync(ringFile(), 0)],
    ['the ring key is something else', 'ring-key-malformed', () => writeFileSync(ringFile(), 'x'.repeat(100_000))],
    [
      'the ring key was altered',
      'ring-key-other',
      () => rewrite(ringFile(), (text) => text.replace(/(.{10})(.{10})(?=\n)/, '$2$1')),
    ],
    [
      'the ring key is one of another store',
      'ring-key-other',
      () => rewrite(ringFile(), (text) => text.replace(LOG, uuid())),
    ],
    [
      'the ring key is another one of this store',
      'ring-key-other',
      () => rewrite(ringFile(), (text) => text.replace(/(?<=^mcrk1\.[0-9a-f-]{36}\.)[0-9a-f-]{36}/, uuid())),
    ],
  ])('stop the start with a sentence where %s (%s), and nothing is written', async (_, code, harm) => {
    await (await place.ring()).keyFor(person());
    harm();
    const before = await told();
    await expect(place.open()).rejects.toMatchObject({ name: 'StartRefused', code });
    await expect(place.open()).rejects.toHaveProperty('sentence.vi', expect.stringContaining('Chưa ghi gì'));
    expect(await told()).toEqual(before);
  });

  it('are refused for another log, and a lost key store is not begun anew', async () => {
    await place.open();
    await expect(place.open(uuid())).rejects.toMatchObject({ code: 'keys-of-other-store' });
    await place.owner.query('truncate keys.store cascade');
    await expect(place.open()).rejects.toMatchObject({ code: 'keys-lost' });
  });

  it('are not opened while the database may lose a commit', async () => {
    const url = new URL(place.database.sideUrls.keys);
    await place.owner.query(`alter database ${url.pathname.slice(1)} set synchronous_commit = off`);
    await expect(place.open()).rejects.toMatchObject({ name: 'StartRefused', code: 'not-durable' });
    expect(existsSync(file)).toBe(false);
  });

  it('of an older copy of the database are refused, and the newer ring key is not removed', async () => {
    const keys = await place.ring();
    const [erased, kept] = [person(), person()];
    await keys.keyFor(erased);
    const { id } = await keys.keyFor(kept);
    const [old] = place.files();
    const oldKey = content(inFolder(old));
    const copy = await copied();
    await keys.destroy([{ owner: erased, on }]);
    const [newer] = place.files();
    await copy();
    await expect(place.open()).rejects.toMatchObject({ code: 'ring-key-missing' });
    expect(place.files()).toEqual([newer]);
    // With the ring key of the same backup it opens; the erasures are then carried out again.
    writeFileSync(inFolder(old), oldKey ?? '', { mode: 0o600 });
    const restored = await place.ring();
    expect([await restored.get(id), (await restored.of(erased)).is]).toMatchObject([{ is: 'key' }, 'key']);
    expect(place.files()).toEqual([old]);
  });

  /** Copies the rows of the database. @returns what restores them */
  async function copied() {
    await place.owner.query('create table keys.copied as select * from keys.data_keys');
    await place.owner.query('create table keys.copied_store as select * from keys.store');
    return async () => {
      await place.owner.query('truncate keys.store, keys.data_keys');
      await place.owner.query('insert into keys.store select * from keys.copied_store');
      await place.owner.query('insert into keys.data_keys select * from keys.copied');
    };
  }
});

describe('a store from before ring keys', () => {
  /** Its database, with the data keys wrapped by the master key itself. */
  async function before(owners: readonly KeyOwner[]) {
    const { owner, database } = place;
    await place.open();
    const store = await owner.query<Record<string, unknown>>('select * from keys.store');
    for (const name of place.files()) rmSync(inFolder(name));
    await owner.query('drop schema keys cascade');
    await owner.query("delete from public.kysely_migration where name > '0001'");
    const released = Object.entries(keysMigrations).filter(([name]) => name < '0003');
    await migrate(database.sideUrls.keys, Object.fromEntries(released));
    const { log_id: log, master_key_id: master, master_key_check: check } = store.rows[0] ?? {};
    const insert = 'insert into keys.store (log_id, master_key_id, master_key_check) values ($1, $2, $3)';
    await owner.query(insert, [log, master, check]);
    const key = Buffer.from(readFileSync(file, 'utf8').trim().split('.').at(-1) ?? '', 'base64url');
    const made = owners.map((one) => ({ ...one, keyId: uuid(), key: Buffer.from(uuid().replaceAll('-', '')) }));
    for (const one of made) {
      const context = { log: LOG, keyId: one.keyId, ownerKind: one.kind, master: Uuid.parse(master) };
      const wrapped = await wrapKey(one.key, { id: context.master, key }, { format: 1, context });
      await owner.query(
        'insert into keys.data_keys (key_id, owner_kind, owner_id, wrapped, encryptions) values ($1, $2, $3, $4, 256)',
        [one.keyId, one.kind, one.id, wrapped],
      );
    }
    await owner.query(
      `insert into keys.data_keys (key_id, owner_kind, owner_id, erased_on, remains_in_file)
       values ($1, 'person', $2, '2026-01-01', true)`,
      [uuid(), ERASED.id],
    );
    await migrate(database.sideUrls.keys, keysMigrations);
    return made;
  }
  const ERASED = person();

  it('gets a ring key at the first start, which wraps every living key; tombstones stay', async () => {
    const made = await before([person(), { kind: 'case', id: uuid() }, person()]);
    expect(place.files()).toEqual([]);
    const keys = await place.ring();
    expect(place.files()).toHaveLength(1);
    for (const { keyId, key, kind, id } of made) {
      expect(await keys.get(keyId)).toEqual({ is: 'key', key: { id: keyId, key }, owner: { kind, id } });
      expect(await keys.keyFor({ kind, id })).toEqual({ id: keyId, key });
    }
    expect(await keys.of(ERASED)).toEqual({ is: 'erased', on: '2026-01-01' });
    const [one] = made;
    if (!one) throw new Error('no key was made');
    const owner = { kind: one.kind, id: one.id };
    expect(await keys.destroy([{ owner, on }])).toBe(1);
    expect(await (await place.ring()).get(one.keyId)).toEqual({ is: 'erased', on });
  });

  it('loses with its master key what every older copy of its database could still tell: the twin is the old master key', async () => {
    const made = await before([person(), person()]);
    const copies = await place.owner.query<{ key_id: Uuid; wrapped: Buffer }>(
      'select key_id, wrapped from keys.data_keys where wrapped is not null',
    );
    const old = masterKeyIn(file);
    await place.open();
    const changed = await changeMasterKey({
      pool: place.owner,
      logPool: place.logPool,
      log: LOG,
      masterKeyFile: file,
      hasKeys: true,
    });
    const keys = await place.ring();
    const [erased, kept] = made;
    await keys.destroy([{ owner: { kind: 'person', id: Uuid.parse(erased?.id) }, on }]);
    expect(await keys.get(Uuid.parse(kept?.keyId))).toMatchObject({ is: 'key', key: { key: kept?.key } });
    expect(copies.rows).toHaveLength(2);
    for (const { key_id: keyId, wrapped } of copies.rows) {
      const context = { log: LOG, keyId, ownerKind: 'person' } as const;
      await expect(changed.master.unwrapDataKey(wrapped, context)).rejects.toThrow(NotWrappedHere);
      expect(await old?.unwrapDataKey(wrapped, context)).toEqual(made.find((one) => one.keyId === keyId)?.key);
    }
  });

  it('takes no key of an older program once its database is migrated', async () => {
    await before([]);
    const insert = `insert into keys.data_keys (key_id, owner_kind, owner_id, wrapped, encryptions) values ($1, 'person', $2, '\\x00', 256)`;
    await expect(place.pool.query(insert, [uuid(), uuid()])).rejects.toMatchObject({
      constraint: 'living_under_a_ring',
    });
  });
});
