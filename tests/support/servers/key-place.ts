import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Pool } from 'pg';
import type { Uuid } from '#kernel/ids';
import { openPool } from '#platform/db/pools';
import { openKeyStore } from '#platform/sealing/key-store';
import { type KeyRingOptions, PostgresKeyRing } from '#platform/sealing/postgres.key-ring';
import { KEYS_ROLE } from '../../../infra/migrations/keys/index.js';
import { type ProductDatabase, productDatabase } from './postgres.js';

/** A key store of its own: its databases, and the folder of master key and ring key. */
export interface KeyPlace {
  readonly database: ProductDatabase;
  /** The keys' database as the product's role. */
  readonly pool: Pool;
  /** The keys' database as its owner. */
  readonly owner: Pool;
  readonly logPool: Pool;
  readonly masterKeyFile: string;
  /** Opens the key store, as a program does at its start. */
  readonly open: (log?: Uuid | null) => ReturnType<typeof openKeyStore>;
  /** A key ring with nothing in memory, as another process has it. */
  readonly ring: (options?: Partial<KeyRingOptions>) => Promise<PostgresKeyRing>;
  /** The names of the files beside the master key. */
  readonly files: () => readonly string[];
  readonly close: () => Promise<void>;
}

export async function keyPlace(log: Uuid): Promise<KeyPlace> {
  const database = await productDatabase();
  const pooled = (url: string, more: { readonly role?: string } = {}) =>
    openPool({ url, max: 4, applicationName: 'test', statementTimeoutMs: 10_000, ...more });
  const pool = pooled(database.sideUrls.keys, { role: KEYS_ROLE });
  const [owner, logPool] = [pooled(database.sideUrls.keys), pooled(database.appUrl)];
  const { MASTER_KEY_FILE: masterKeyFile } = database.environment;
  const open = (of: Uuid | null = log) => openKeyStore({ pool, logPool, log: of, masterKeyFile, hasKeys: false });
  return {
    database,
    pool,
    owner,
    logPool,
    masterKeyFile,
    open,
    ring: async (options = {}) => new PostgresKeyRing({ pool, rings: (await open()).rings, log, ...options }),
    files: () =>
      readdirSync(dirname(masterKeyFile))
        .filter((name) => name !== basename(masterKeyFile))
        .sort(),
    close: async () => {
      await Promise.all([pool.end(), owner.end(), logPool.end()]);
      await database.drop();
    },
  };
}
