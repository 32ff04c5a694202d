import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync, chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { KEYS_ROLE } from '../../../infra/migrations/keys/index.js';
import { productDatabase, type ProductDatabase } from '../../../tests/support/servers/postgres.js';
import { openPool } from '../db/pools.js';
import { type KeyOwner, KeysUnavailable, KeyWornOut, MOST_ENCRYPTIONS, OwnerErased } from './key-ring.js';
import { openMasterKey } from './key-store.js';
import { PostgresKeyRing } from './postgres.key-ring.js';

const LOG = Uuid.parse(randomUUID());
const uuid = () => Uuid.parse(randomUUID());
const person = (): KeyOwner => ({ kind: 'person', id: uuid() });
const on = plainDate('2026-03-01');

let database: ProductDatabase;
let pool: Pool;
let logPool: Pool;
let file: string;
const pooled = (url: string, role: string | undefined, max = 4) =>
  openPool({ url, max, applicationName: 'test', statementTimeoutMs: 10_000, ...(role === undefined ? {} : { role }) });
beforeEach(async () => {
  database = await productDatabase();
  pool = pooled(database.sideUrls.keys, KEYS_ROLE);
  logPool = pooled(database.appUrl, undefined);
  file = database.environment.MASTER_KEY_FILE;
});
afterEach(async () => {
  await Promise.all([pool.end(), logPool.end()]);
  await database.drop();
});

const master = async (log: Uuid | null = LOG) =>
  (await openMasterKey({ pool, logPool, log, masterKeyFile: file, hasKeys: false })).master;
const ring = async (options: { cacheMs?: number; now?: () => number } = {}) =>
  new PostgresKeyRing({ pool, master: await master(), log: LOG, ...options });
const rows = async () => (await pool.query('select * from keys.data_keys order by key_id')).rows as unknown[];

describe('the master key', () => {
  it('is made with the key store, for its owner alone, and found the next time', async () => {
    const made = await master();
    expect((await master()).id).toBe(made.id);
    const { statSync } = await import('node:fs');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(file, '..'))).toEqual(['master.key']);
  });

  it('is one, however many programs make it at the same time', async () => {
    const all = await Promise.all([master(), master(), master()]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  });

  const other = 'mcmk1.00000000-0000-4000-8000-000000000001.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n';
  it.each<[string, string, () => void]>([
    [
      'others may read it',
      'master-key-exposed',
      () => {
        chmodSync(file, 0o640);
      },
    ],
    [
      'others may write it',
      'master-key-exposed',
      () => {
        chmodSync(file, 0o602);
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
      'it was cut',
      'master-key-malformed',
      () => {
        writeFileSync(file, readFileSync(file, 'utf8').slice(0, 60));
      },
    ],
    [
      'it is empty',
      'master-key-malformed',
      () => {
        writeFileSync(file, '');
      },
    ],
    [
      'it is something else',
      'master-key-malformed',
      () => {
        writeFileSync(file, 'x'.repeat(100_000));
      },
    ],
    [
      'it is another key',
      'master-key-other',
      () => {
        writeFileSync(file, other);
      },
    ],
    [
      'it is another key under its id',
      'master-key-other',
      () => {
        writeFileSync(file, readFileSync(file, 'utf8').replace(/[^.]{20}\n/, `${'A'.repeat(20)}\n`));
      },
    ],
  ])('stops the start with a sentence where %s (%s), and nothing is written', async (_, code, harm) => {
    await (await ring()).keyFor(person());
    harm();
    const before = [existsSync(file) ? readFileSync(file, 'utf8') : null, await rows()];
    await expect(master()).rejects.toMatchObject({ name: 'StartRefused', code });
    await expect(master()).rejects.toHaveProperty('sentence.vi', expect.stringContaining('Chưa ghi gì'));
    expect([existsSync(file) ? readFileSync(file, 'utf8') : null, await rows()]).toEqual(before);
  });

  it('is refused for another log, and a lost key store is not begun anew', async () => {
    await master();
    await expect(master(uuid())).rejects.toMatchObject({ code: 'keys-of-other-store' });
    const owner = pooled(database.sideUrls.keys, undefined);
    await owner.query('truncate keys.store');
    await owner.end();
    await expect(master()).rejects.toMatchObject({ code: 'keys-lost' });
  });
});

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
    await keys.destroy(owner, on);
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
    await here.destroy(owner, on);
    await here.destroy(owner, plainDate('2026-04-01'));
    expect(await here.get(id)).toEqual({ is: 'erased', on });
    await expect(here.keyFor(owner)).rejects.toThrow(OwnerErased);
    now = 30_001;
    expect(await there.get(id)).toEqual({ is: 'erased', on });
    await expect(there.keyFor(owner)).rejects.toThrow(OwnerErased);
    expect(await there.get(kept.id)).toMatchObject({ is: 'key', key: kept });
    const never = person();
    await here.destroy(never, on);
    await expect(there.keyFor(never)).rejects.toThrow(OwnerErased);
  });

  describe('of a destroyed key', () => {
    let server: Pool;
    let owner: KeyOwner;
    let wrapped: Buffer | undefined;
    const inFile = async () => {
      await server.query('checkpoint');
      const { rows } = await server.query<{ found: boolean }>(
        `select position($1::bytea in pg_read_binary_file(pg_relation_filepath('keys.data_keys'))) > 0 as found`,
        [wrapped],
      );
      return rows[0]?.found;
    };
    beforeEach(async () => {
      server = pooled(database.sideUrls.keys, undefined);
      owner = person();
      const { id } = await (await ring()).keyFor(owner);
      const { rows } = await pool.query<{ wrapped: Buffer }>('select wrapped from keys.data_keys where key_id = $1', [
        id,
      ]);
      wrapped = rows[0]?.wrapped;
      expect(await inFile()).toBe(true);
    });
    afterEach(() => server.end());

    it('leaves nothing in the table, old versions of rows included', async () => {
      expect(await (await ring()).destroy(owner, on)).toBe(true);
      expect(await inFile()).toBe(false);
      expect(await (await ring()).destroy(owner, on)).toBe(false);
    });

    it.each([
      ['a transaction that writes in another database', () => logPool, 'select pg_current_xact_id()'],
      ['a snapshot of this database', () => server, 'select count(*) from keys.store'],
    ])('leaves nothing either where %s kept the old version', async (_, where, statement) => {
      const other = await where().connect();
      await other.query('begin isolation level repeatable read');
      await other.query(statement);
      const destroyed = (await ring()).destroy(owner, on);
      const first = await Promise.race([destroyed.then(() => 'destroyed'), sleep(300, 'it waits')]);
      await other.query('commit');
      other.release();
      await destroyed;
      expect([first, await inFile()]).toEqual(['it waits', false]);
    });

    it('finishes what a program that ended in between has left', async () => {
      await server.query('revoke execute on function keys.rewrite() from minhchung_keys');
      await expect((await ring()).destroy(owner, on)).rejects.toThrow(KeysUnavailable);
      expect(await inFile()).toBe(true);
      await server.query('grant execute on function keys.rewrite() to minhchung_keys');
      expect(await (await ring()).destroy(owner, plainDate('2027-01-01'))).toBe(true);
      expect(await inFile()).toBe(false);
      expect(await (await ring()).of(owner)).toEqual({ is: 'erased', on });
    });
  });

  it('lets its role neither exchange, remove nor bring back a key', async () => {
    const keys = await ring();
    const [erased, { id }] = [person(), await keys.keyFor(person())];
    await keys.keyFor(erased);
    await keys.destroy(erased, on);
    const refused = ['MC101', '42501'];
    for (const statement of [
      `update keys.data_keys set wrapped = '\\x00' where key_id = '${id}'`,
      `update keys.data_keys set encryptions = 0 where key_id = '${id}'`,
      `update keys.data_keys set wrapped = '\\x00', erased_on = null where owner_id = '${erased.id}'`,
      `update keys.data_keys set erased_on = '2027-01-01' where owner_id = '${erased.id}'`,
      `update keys.data_keys set owner_id = '${uuid()}' where key_id = '${id}'`,
      `delete from keys.data_keys`,
      `truncate keys.data_keys`,
      `update keys.store set master_key_check = '\\x00'`,
    ])
      await expect(pool.query(statement)).rejects.toHaveProperty('code', expect.stringMatching(refused.join('|')));
  });

  it('refuses a key that has encrypted as often as a key may', async () => {
    const owner = person();
    const { id } = await (await ring()).keyFor(owner);
    await pool.query('update keys.data_keys set encryptions = $2 where key_id = $1', [id, MOST_ENCRYPTIONS - 256]);
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
    const owner = pooled(database.sideUrls.keys, undefined);
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
    await owner.end();
  });

  it('returns no key when the database does not answer, though another process just got one', async () => {
    const keys = await ring();
    const { id } = await keys.keyFor(person());
    const gone = pooled('postgresql://nobody@127.0.0.1:1/keys', undefined);
    const cut = new PostgresKeyRing({ pool: gone, master: await master(), log: LOG });
    await expect(cut.get(id)).rejects.toThrow(KeysUnavailable);
    await expect(cut.keyFor(person())).rejects.toThrow(KeysUnavailable);
    await expect(cut.destroy(person(), on)).rejects.toThrow(KeysUnavailable);
    await gone.end();
  });
});
