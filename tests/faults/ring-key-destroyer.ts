// A program that opens a key store, destroys a key or changes the master key, and dies at a chosen step. It prints each step as a line.
// A step is an operation on files, or a statement. Arguments: one JSON text, see `Orders`.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import pg from 'pg';
import { plainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { openPool } from '#platform/db/pools';
import { openKeyStore } from '#platform/sealing/key-store';
import { changeMasterKey } from '#platform/sealing/new-master-key';
import { PostgresKeyRing } from '#platform/sealing/postgres.key-ring';
import type { RingKeys } from '#platform/sealing/ring-key';
import { KEYS_ROLE } from '../../infra/migrations/keys/index.js';

export interface Orders {
  readonly keysUrl: string;
  readonly logUrl: string;
  readonly masterKeyFile: string;
  readonly log: Uuid;
  /** Whose key is destroyed; null: the key store is only opened, and the steps of that are counted. */
  readonly victim: Uuid | null;
  /** Whether the master key is changed instead, as the owner of the database; the steps of that are counted. */
  readonly changes: boolean;
  /** The step at which it dies, from 0; null: at none. */
  readonly dieAt: number | null;
  /** Before the step; in the middle of a write; or after a statement was sent, before its answer. */
  readonly moment: 'before' | 'halfway';
  /** The planted faults: the old ring key is destroyed before the commit, or never. */
  readonly fault: 'early' | 'never' | null;
}

const orders = JSON.parse(process.argv[2] ?? '') as Orders;
const { writeSync, fsyncSync, openSync } = fs;
let counting = orders.victim === null;
let step = 0;
let isInside = false;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}

/** Counts a step. @returns whether the program dies in the middle of it */
function diesIn(name: string): boolean {
  if (!counting || isInside) return false;
  writeSync(1, `${name}\n`);
  const now = step++ === orders.dieAt;
  if (now && orders.moment === 'before') die();
  return now;
}

const half = (data: unknown): Buffer => {
  const bytes = Buffer.from(data as string);
  return bytes.subarray(0, bytes.length / 2);
};
const patched = fs as { -readonly [K in keyof typeof fs]: (typeof fs)[K] };
const whole = { writeFileSync: fs.writeFileSync, renameSync: fs.renameSync, linkSync: fs.linkSync, rmSync: fs.rmSync };
patched.writeFileSync = (path, data, options) => {
  if (diesIn(`write ${basename(String(path)).split('.')[0]}`)) {
    whole.writeFileSync(path, half(data), { mode: 0o600 });
    die();
  }
  isInside = true; // it calls the functions below, and is one step
  whole.writeFileSync(path, data, options);
  isInside = false;
};
patched.renameSync = (from, to) => {
  if (diesIn('rename')) die();
  whole.renameSync(from, to);
};
patched.linkSync = (from, to) => {
  if (diesIn('link')) die();
  whole.linkSync(from, to);
};
patched.rmSync = (path, options) => {
  if (diesIn('remove')) die();
  whole.rmSync(path, options);
};
patched.fsyncSync = (file) => {
  if (diesIn('sync')) die();
  fsyncSync(file);
};
patched.writeSync = ((file: number, data: Buffer, from: number, length: number, at: number) => {
  const dies = diesIn('overwrite');
  const written = writeSync(file, data, from, dies ? Math.floor(length / 2) : length, at);
  if (dies) die();
  return written;
}) as typeof fs.writeSync;
patched.openSync = (path, flags, mode) => {
  if (flags === 'r+' && diesIn('open to overwrite')) die();
  return openSync(path, flags, mode);
};
syncBuiltinESMExports();

const query = Reflect.get(pg.Client.prototype, 'query') as (...args: unknown[]) => unknown;
Reflect.set(pg.Client.prototype, 'query', function (this: pg.Client, ...args: unknown[]) {
  const [statement] = args;
  const dies = typeof statement === 'string' && diesIn(statement.trim().split(/\s+/).slice(0, 3).join(' '));
  const answer = Reflect.apply(query, this, args);
  if (dies) setImmediate(die);
  return answer;
});

/** @returns a ring key store with the planted fault */
function faulty(rings: RingKeys): RingKeys {
  const destroyAllBut: RingKeys['destroyAllBut'] = (current, held) =>
    orders.fault === 'never' ? Promise.resolve() : rings.destroyAllBut(current, held);
  const make: RingKeys['make'] = async () => {
    const held = await rings.held();
    const made = await rings.make();
    if (orders.fault === 'early') await rings.destroyAllBut(made.id, held);
    return made;
  };
  return { make, destroyAllBut, find: (id) => rings.find(id), held: () => rings.held() };
}

const pooled = (url: string, more: { readonly role?: string } = {}) =>
  openPool({ url, max: 2, applicationName: 'destroyer', statementTimeoutMs: 10_000, ...more });
const role = orders.changes ? {} : { role: KEYS_ROLE };
const [pool, logPool] = [pooled(orders.keysUrl, role), pooled(orders.logUrl)];
const { masterKeyFile, log, victim } = orders;
const place = { pool, logPool, log, masterKeyFile, hasKeys: orders.changes };
const { rings } = await (orders.changes ? changeMasterKey(place) : openKeyStore(place));
if (victim !== null) {
  const keys = new PostgresKeyRing({ pool, rings: orders.fault === null ? rings : faulty(rings), log });
  counting = true;
  await keys.destroy([{ owner: { kind: 'person', id: victim }, on: plainDate('2026-03-01') }]);
}
await Promise.all([pool.end(), logPool.end()]);
