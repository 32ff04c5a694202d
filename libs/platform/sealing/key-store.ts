import { timingSafeEqual } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { v4 } from 'uuid';
import type { Uuid } from '#kernel/ids';
import { assertDurable } from '../db/durability.js';
import { type Sentence, StartRefused } from '../start-refused.js';
import { makeMasterKey, masterKeyIn, nextMasterKey, settleMasterKey } from './master-key-file.js';
import type { MasterKey } from './master-key.js';
import type { RingKeys } from './ring-key.js';
import { refusals, RingKeyFiles } from './ring-key-files.js';
import { alone, destroyOldRings, rotated } from './rotation.js';

export interface KeyStoreParts {
  /** The database of the keys, as its own role. */
  readonly pool: Pool;
  /** The database beside the log, as the product's role: it records that a key store was created. */
  readonly logPool: Pool;
  /** The log's id; null for an empty log, which then takes the id of the key store. */
  readonly log: Uuid | null;
  readonly masterKeyFile: string;
  /** Whether the log says that keys were created for it. */
  readonly hasKeys: boolean;
  /** The variables that configure the log, for messages; default DATABASE_URL. */
  readonly logVariables?: Sentence;
}

/** The keys above the data keys of a log. */
export interface Opened {
  readonly master: MasterKey;
  readonly rings: RingKeys;
  readonly log: Uuid;
}

interface Made {
  readonly log_id: Uuid;
  readonly master_key_id: Uuid;
  readonly master_key_check: Buffer;
  readonly ring_id: Uuid | null;
}

/**
 * Loads the master key of a log's key store from its file, and finds the ring key. Both are created once, for an unused
 * key store. After that a missing or different key stops the start: a new key could open nothing, and what it seals
 * would be lost later. In a store from before ring keys all data keys are wrapped anew. Old ring keys that an
 * interrupted rotation left are destroyed, and so is the master key that an interrupted change left.
 *
 * @throws StartRefused; nothing was written
 */
export function openKeyStore(parts: KeyStoreParts): Promise<Opened> {
  // Of programs that start at the same time one creates the keys, and the others find them.
  return alone(parts.pool, (client) => openLocked(client, parts));
}

/** As `openKeyStore`, on a connection that holds the lock of `alone`. */
export async function openLocked(client: PoolClient, parts: KeyStoreParts) {
  const { logPool, log: known, masterKeyFile, hasKeys } = parts;
  await assertDurable(client);
  const columns = 'log_id, master_key_id, master_key_check, ring_id';
  const made = (await client.query<Made>(`select ${columns} from keys.store`)).rows[0];
  // A first start may have been interrupted after the keys were created and before the log.
  const unused = known === null && (await client.query('select from keys.data_keys limit 1')).rowCount === 0;
  const log = known ?? (unused ? made?.log_id : undefined) ?? (v4() as Uuid);
  const { master, from } = made
    ? await checked(made, log, parts)
    : { master: await begun(logPool, masterKeyFile, hasKeys), from: 'file' as const };
  const rings = new RingKeyFiles({ masterKeyFile, master, log });
  if (made?.ring_id != null && !(await rings.find(made.ring_id))) throw refusals.missing(rings.fileOf(made.ring_id));
  if (!made) {
    const check = Buffer.from(await master.check(log));
    const insert = 'insert into keys.store (log_id, master_key_id, master_key_check) values ($1, $2, $3)';
    await client.query(insert, [log, master.id, check]);
  }
  if (made?.ring_id == null) await firstRing(client, { master, rings, log });
  settleMasterKey(masterKeyFile, from); // only now: the database and the ring key fit this master key
  await destroyOldRings(client, rings);
  await logPool.query('insert into secret.key_store default values on conflict do nothing');
  return { master, rings, log } satisfies Opened;
}

/** Makes the first ring key. The data keys of a store from before ring keys are wrapped by the master key itself. */
const firstRing = (client: PoolClient, { master, rings, log }: Opened) =>
  rotated(client, {
    log,
    rings,
    from: null,
    unwrap: ({ key_id: keyId, owner_kind: ownerKind, wrapped }) =>
      master.unwrapDataKey(wrapped, { log, keyId, ownerKind }),
    destroyed: [],
  });

async function begun(logPool: Pool, path: string, hasKeys: boolean): Promise<MasterKey> {
  const { rowCount } = await logPool.query('select from secret.key_store');
  if (hasKeys || rowCount !== 0) {
    throw new StartRefused('keys-lost', {
      vi: 'Cơ sở dữ liệu khóa còn trống, trong khi kho dữ liệu này đã có khóa; hãy khôi phục cơ sở dữ liệu khóa từ bản sao lưu, hoặc sửa KEYS_DATABASE_URL. Chưa ghi gì.',
      en: 'The database of the keys is empty, although this event store has keys; restore the database of the keys from its backup, or correct KEYS_DATABASE_URL. Nothing was written.',
    });
  }
  return masterKeyIn(path) ?? makeMasterKey(path);
}

/** @returns the master key that the database names, and which file it is in: that of its name, or the next one */
async function checked(
  made: Made,
  log: Uuid,
  parts: KeyStoreParts,
): Promise<{ readonly master: MasterKey; readonly from: 'file' | 'next' }> {
  const { masterKeyFile: path, logVariables = { vi: 'DATABASE_URL', en: 'DATABASE_URL' } } = parts;
  if (made.log_id !== log) {
    throw new StartRefused('keys-of-other-store', {
      vi: `Cơ sở dữ liệu khóa thuộc về một kho dữ liệu khác; hãy sửa KEYS_DATABASE_URL hoặc ${logVariables.vi}. Chưa ghi gì.`,
      en: `The database of the keys belongs to another event store; correct KEYS_DATABASE_URL or ${logVariables.en}. Nothing was written.`,
    });
  }
  const isNamed = async (master: MasterKey): Promise<boolean> => {
    const check = Buffer.from(await master.check(log));
    const same = check.length === made.master_key_check.length && timingSafeEqual(check, made.master_key_check);
    return master.id === made.master_key_id && same;
  };
  const next = await nextMasterKey(path, isNamed);
  if (next) return { master: next, from: 'next' };
  const master = masterKeyIn(path);
  if (!master) {
    throw new StartRefused('master-key-missing', {
      vi: `Thiếu tệp khóa chủ ${path} trong khi kho khóa đã có khóa; hãy khôi phục tệp từ bản sao lưu, hoặc sửa MASTER_KEY_FILE. Chưa ghi gì.`,
      en: `The master key file ${path} is missing although the key store holds keys; restore it from its backup, or correct MASTER_KEY_FILE. Nothing was written.`,
    });
  }
  if (await isNamed(master)) return { master, from: 'file' };
  throw new StartRefused('master-key-other', {
    vi: `Khóa chủ trong ${path} không phải là khóa chủ của kho khóa này; hãy khôi phục đúng tệp, hoặc sửa MASTER_KEY_FILE. Chưa ghi gì.`,
    en: `The master key in ${path} is not the master key of this key store; restore the right file, or correct MASTER_KEY_FILE. Nothing was written.`,
  });
}
