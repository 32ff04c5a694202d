import { lstatSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import type { Uuid } from '#kernel/ids';
import { refusalOfFile, StartRefused, systemCode } from '../start-refused.js';
import { type KeyStoreParts, type Opened, openLocked } from './key-store.js';
import { makeNextMasterKey } from './master-key-file.js';
import { RingKeyFiles, ringsOfOthers } from './ring-key-files.js';
import { alone, currentRing, rotated } from './rotation.js';
import { NotWrappedHere } from './wrapping.js';

/** What the change has left: where the two new keys are. */
export interface Changed extends Opened {
  readonly ringFile: string;
}

/**
 * Replaces the master key of a key store, and with it the ring key: in one transaction all data keys are wrapped by a
 * new ring key, which a new master key wraps, and the database names both. Then the old master key and the old ring key
 * are destroyed. If the program ends in between, the next start completes the change, or undoes it if the database does
 * not name the new master key.
 *
 * No other program may use the store meanwhile: it would go on with the old master key.
 *
 * @param parts the pool is that of the owner of the database: the product's role must not change the master key, so that
 * an error of the program cannot
 * @throws StartRefused; nothing was changed
 */
export function changeMasterKey(parts: KeyStoreParts & { readonly log: Uuid }): Promise<Changed> {
  return alone(parts.pool, async (client) => {
    await assertReplaceable(parts.masterKeyFile, parts.log);
    const { rings, log } = await openLocked(client, parts);
    const from = await currentRing(client, rings);
    const { masterKeyFile } = parts;
    try {
      const next = makeNextMasterKey(masterKeyFile);
      await rotated(client, {
        log,
        rings: new RingKeyFiles({ masterKeyFile, master: next, log }),
        from: from.id,
        unwrap: ({ key_id: keyId, owner_kind: ownerKind, owner_id: ownerId, wrapped }) =>
          from.unwrap(wrapped, { log, keyId, ownerKind, ownerId }),
        destroyed: [],
        master: { id: next.id, check: await next.check(log) },
      });
    } catch (error) {
      await openLocked(client, parts).catch(() => undefined); // removes what was made; if it cannot, the next start does
      throw error instanceof NotWrappedHere ? doesNotOpen(error) : error;
    }
    // What an interrupted change leaves to the next start is what is left to do now.
    const opened = await openLocked(client, parts);
    const ring = await currentRing(client, opened.rings);
    return { ...opened, ringFile: opened.rings.fileOf(ring.id) };
  });
}

/** @throws StartRefused if the old master key could not be destroyed afterwards, or another store still needs it */
async function assertReplaceable(path: string, log: Uuid): Promise<void> {
  try {
    if (!lstatSync(path).isFile()) throw notAFile(path);
    await access(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw refusalOfFile(error, path);
    return; // the key store says whether this is a reason to refuse
  }
  const [other] = ringsOfOthers(path, log);
  if (other !== undefined) throw shared(path, other);
}

const shared = (path: string, other: string) =>
  new StartRefused('master-key-shared', {
    vi: `Bên cạnh khóa chủ ${path} có khóa vòng của một kho khác (${other}); nếu đổi khóa chủ này, kho đó sẽ mất mọi nội dung đã mã hóa bảo mật. Hãy cho mỗi kho một thư mục khóa riêng, có bản chép khóa chủ riêng, hoặc dời tệp ấy đi nếu kho đó không còn. Chưa ghi gì.`,
    en: `Beside the master key ${path} lies the ring key of another store (${other}); to change this master key would lose everything sealed in that store. Give each store a folder of its own for its keys, with its own copy of the master key, or move the file away if that store no longer exists. Nothing was written.`,
  });

const notAFile = (path: string) =>
  new StartRefused('master-key-linked', {
    vi: `${path} không phải là một tệp thường (có thể là liên kết) nên lệnh này không hủy được khóa chủ cũ; hãy đặt MASTER_KEY_FILE là đường dẫn của chính tệp. Chưa ghi gì.`,
    en: `${path} is not a regular file (perhaps a link), so this command cannot destroy the old master key; set MASTER_KEY_FILE to the path of the file itself. Nothing was written.`,
  });

const doesNotOpen = (cause: unknown) =>
  new StartRefused(
    'data-key-other',
    {
      vi: 'Một khóa dữ liệu không mở được bằng khóa vòng hiện tại nên khóa chủ được giữ nguyên, nếu không khóa đó sẽ mất; hãy khôi phục cơ sở dữ liệu khóa và khóa vòng từ cùng một lần sao lưu.',
      en: 'A data key does not open under the current ring key, so the master key was left as it is: otherwise that key would be lost. Restore the database of the keys and the ring key from the same backup.',
    },
    { cause },
  );
