import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { instant } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { openPool } from '#platform/db/pools';
import { StartRefused } from '#platform/start-refused';
import { KEYS_ROLE } from '../../../infra/migrations/keys/index.js';
import { type ProductDatabase, productDatabase } from '../../../tests/support/postgres.js';
import { LocalMasterKey } from './master-key.js';
import { PostgresKeyRing } from './postgres.key-ring.js';
import { isErased, type KeyOwner, type KeyRing, KeysUnavailable, OwnerErased } from './key-ring.js';

const id = (n: number) => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const ERASED_AT = instant(new Date('2026-11-01T00:00:00.000Z'));

let database: ProductDatabase;
let folder: string;
let file: string;
let owner: pg.Pool;
const opened: pg.Pool[] = [];

const open = async (masterKeyFile = file) => {
  const url = new URL(database.sideUrls.keys);
  url.username = KEYS_ROLE;
  const pool = openPool({ url: url.href, max: 2, applicationName: 'test', statementTimeoutMs: 5000 });
  opened.push(pool);
  const ring = await PostgresKeyRing.open(pool, (create) => LocalMasterKey.open(masterKeyFile, create));
  return { ring, pool };
};
const refusal = async (masterKeyFile = file) => {
  const error: unknown = await open(masterKeyFile).catch((cause: unknown) => cause);
  if (!(error instanceof StartRefused)) throw error;
  return error.code;
};

beforeAll(async () => {
  database = await productDatabase();
  folder = mkdtempSync(join(tmpdir(), 'minh-chung-keys-'));
  file = join(folder, 'keys', 'master.key');
  await open();
  owner = openPool({
    ...{ url: database.sideUrls.keys, max: 1, applicationName: 'test', statementTimeoutMs: 0 },
  });
});
afterAll(async () => {
  await owner.end();
  for (const pool of opened) await pool.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const rows = async () => (await owner.query<{ n: number }>('select count(*)::int as n from keys.data_keys')).rows[0]?.n;

describe('the master key', () => {
  it('is made once, for this program alone', () => {
    expect(readFileSync(file, 'utf8')).toMatch(/^minh-chung-master-key-1:[A-Za-z0-9_-]{43}\n$/);
  });

  it('that others may read stops the start', async () => {
    chmodSync(file, 0o640);
    expect(await refusal()).toBe('master-key-readable');
    chmodSync(file, 0o600);
    await open();
  });

  it('that is missing, another one, or none at all stops the start, and nothing is written', async () => {
    const before = (await owner.query('select * from keys.ring')).rows;
    const elsewhere = join(folder, 'elsewhere.key');
    expect(await refusal(elsewhere)).toBe('master-key-missing');
    expect(existsSync(elsewhere)).toBe(false);
    writeFileSync(elsewhere, `minh-chung-master-key-1:${'A'.repeat(43)}\n`, { mode: 0o600 });
    expect(await refusal(elsewhere)).toBe('master-key-wrong');
    writeFileSync(elsewhere, 'minh-chung-master-key-1:short\n');
    expect(await refusal(elsewhere)).toBe('master-key-malformed');
    expect((await owner.query('select * from keys.ring')).rows).toEqual(before);
  });
});

describe('the key ring', () => {
  let ring: KeyRing;
  let person: KeyOwner;
  let n = 100;
  beforeEach(async () => {
    ring = (await open()).ring;
    person = { kind: 'person', id: id(n++) };
  });

  it('gives an owner one key, whichever process asks, and however many ask at once', async () => {
    const others = await Promise.all([open(), open(), open()]);
    const keys = await Promise.all([ring, ...others.map((one) => one.ring)].map((one) => one.keyFor(person)));
    expect(new Set(keys.map((key) => key.id)).size).toBe(1);
    expect(new Set(keys.map(({ key }) => Buffer.from(key).toString('hex'))).size).toBe(1);
    expect(await ring.get(keys[0]?.id ?? person.id)).toEqual(keys[0]);
  });

  it('keeps no key that opens anything: what the store holds is wrapped, for its owner and place alone', async () => {
    const { id: keyId, key } = await ring.keyFor(person);
    const { rows: held } = await owner.query<{ wrapped: Buffer }>(
      'select wrapped from keys.data_keys where key_id = $1',
      [keyId],
    );
    expect(held[0]?.wrapped.includes(Buffer.from(key))).toBe(false);
    const other: KeyOwner = { kind: 'person', id: id(n++) };
    const { id: otherId } = await ring.keyFor(other);
    await owner.query('update keys.data_keys set wrapped = $2 where key_id = $1', [otherId, held[0]?.wrapped]);
    await expect((await open()).ring.get(otherId)).rejects.toThrow(KeysUnavailable);
  });

  it('erases a key for good and says since when; nobody else loses anything', async () => {
    const { id: keyId } = await ring.keyFor(person);
    const other: KeyOwner = { kind: 'case', id: person.id };
    const stays = await ring.keyFor(other);
    await ring.erase(person, ERASED_AT);
    await ring.erase(person, instant(new Date()));
    for (const one of [ring, (await open()).ring]) {
      expect(await one.get(keyId)).toEqual({ id: keyId, erasedAt: ERASED_AT });
      await expect(one.keyFor(person)).rejects.toThrow(OwnerErased);
      expect(isErased(await one.get(stays.id))).toBe(false);
    }
    const { rows: held } = await owner.query('select wrapped from keys.data_keys where key_id = $1', [keyId]);
    expect(held).toEqual([{ wrapped: null }]);
  });

  it('erases an owner who never had a key', async () => {
    await ring.erase(person, ERASED_AT);
    await expect(ring.keyFor(person)).rejects.toThrow(OwnerErased);
  });

  it('does not take a key that it never made for one that was erased', async () => {
    await expect(ring.get(id(999_999))).rejects.toThrow(KeysUnavailable);
  });

  it('that does not answer seals and opens nothing', async () => {
    const { ring: cut, pool } = await open();
    opened.splice(opened.indexOf(pool), 1);
    const before = await rows();
    await pool.end();
    await expect(cut.keyFor(person)).rejects.toThrow(KeysUnavailable);
    await expect(cut.get(id(1))).rejects.toThrow(KeysUnavailable);
    expect(await rows()).toBe(before);
  });

  it('is entered by nobody who works on the log', async () => {
    const url = new URL(database.sideUrls.keys);
    url.username = 'minhchung_app';
    const pool = openPool({ url: url.href, max: 1, applicationName: 'test', statementTimeoutMs: 0 });
    await expect(pool.query('select * from keys.data_keys')).rejects.toThrow(/permission denied/);
    await pool.end();
  });
});
