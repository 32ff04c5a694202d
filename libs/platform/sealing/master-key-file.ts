import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, lstatSync, renameSync, rmSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { Uuid } from '#kernel/ids';
import { refusalOfFile, StartRefused } from '../start-refused.js';
import { LocalMasterKey } from './master-key.js';
import { overwrite, secretIn, syncFolder, writeSecret } from './secret-file.js';

/** One line: format, id of the key, 256 bits in base64url. */
const FORM = /^mcmk1\.([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})\n?$/;
const LONGEST = 200;

/**
 * Reads the master key from a file that only its owner can read; null when there is no such file.
 * @throws StartRefused when others can read it, or it holds anything else
 */
export function masterKeyIn(path: string): LocalMasterKey | null {
  const text = secretIn(path, LONGEST, () => exposed(path));
  if (text === null) return null;
  const [, name, secret] = FORM.exec(text) ?? [];
  const id = Uuid.safeParse(name);
  if (!id.success || secret === undefined) {
    throw new StartRefused('master-key-malformed', {
      vi: `Tệp khóa chủ ${path} không đúng dạng (bị cắt, bị sửa, hoặc là tệp khác); hãy khôi phục tệp này từ bản sao lưu. Chưa ghi gì.`,
      en: `The master key file ${path} does not have the right form (it was truncated or altered, or is another file); restore it from its backup. Nothing was written.`,
    });
  }
  return new LocalMasterKey(id.data, Buffer.from(secret, 'base64url'));
}

const exposed = (path: string) =>
  new StartRefused('master-key-exposed', {
    vi: `Tệp khóa chủ ${path} đang cho người khác đọc hoặc ghi; hãy chạy "chmod 600" cho tệp đó, và coi khóa là đã lộ nếu máy này có người dùng khác. Chưa ghi gì.`,
    en: `Others may read or write the master key file ${path}; run "chmod 600" on it, and treat the key as compromised if this machine has other users. Nothing was written.`,
  });

/**
 * Creates a master key in a file that only this user can read. The file appears complete or not at all, and never
 * replaces another.
 * @throws StartRefused when the place cannot be written
 */
export function makeMasterKey(path: string): LocalMasterKey {
  const { master, line } = newKey();
  const draft = `${path}.draft-${process.pid}`;
  try {
    rmSync(draft, { force: true });
    writeSecret(draft, line);
    linkSync(draft, path);
    rmSync(draft);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(draft, { force: true });
    throw refusalOfFile(error, path);
  }
  return master;
}

function newKey() {
  const [id, key] = [Uuid.parse(randomUUID()), randomBytes(32)];
  return { master: new LocalMasterKey(id, key), line: `mcmk1.${id}.${key.toString('base64url')}\n` };
}

const nextOf = (path: string): string => `${path}.next`;

/**
 * Creates the master key that will replace the one in a file, in the file `<path>.next`. It is durable before this
 * returns. If it is written in part, nothing names it, and `settleMasterKey` removes it.
 * @throws StartRefused when the place cannot be written
 */
export function makeNextMasterKey(path: string): LocalMasterKey {
  const next = nextOf(path);
  try {
    // Not linked or renamed: at no moment does this key have two files.
    writeSecret(next, newKey().line);
    syncFolder(dirname(path));
  } catch (error) {
    throw refusalOfFile(error, next);
  }
  const master = masterKeyIn(next); // what a later start will read
  if (!master) throw new Error('the new master key was removed while it was made');
  return master;
}

/**
 * The master key of `<path>.next` if the database names it and does not name the one in the file: the program ended
 * after it had changed the master key, and before it had exchanged the files.
 */
export async function nextMasterKey(
  path: string,
  isNamed: (master: LocalMasterKey) => Promise<boolean>,
): Promise<LocalMasterKey | null> {
  if (!existsSync(nextOf(path))) return null;
  const held = whole(path);
  if (held && (await isNamed(held))) return null;
  const next = whole(nextOf(path));
  return next && (await isNamed(next)) ? next : null;
}

/** The master key in a file; null also for a file that was written or overwritten in part. */
function whole(path: string): LocalMasterKey | null {
  try {
    return masterKeyIn(path);
  } catch (error) {
    if (error instanceof StartRefused && error.code === 'master-key-malformed') return null;
    throw error;
  }
}

/**
 * Destroys the master key that the database does not name, so that the other one alone is left, in the file itself.
 * @param named which of the two the database names
 */
export function settleMasterKey(path: string, named: 'file' | 'next'): void {
  const next = nextOf(path);
  if (!existsSync(next)) return;
  const [other, kept] = named === 'file' ? [next, path] : [path, next];
  const isKept = ({ ino, dev }: Stats) => ino === lstatSync(kept).ino && dev === lstatSync(kept).dev;
  if (existsSync(other) && !isKept(lstatSync(other))) overwrite(other, lstatSync(other).size);
  if (named === 'file') rmSync(next);
  else renameSync(next, path);
  syncFolder(dirname(path));
}
