import { randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Uuid } from '#kernel/ids';
import { refusalOfFile, StartRefused, systemCode } from '../start-refused.js';
import { LocalMasterKey } from './master-key.js';

/** One line: format, id of the key, 256 bits in base64url. */
const FORM = /^mcmk1\.([0-9a-f-]{36})\.([A-Za-z0-9_-]{43})\n?$/;
const LONGEST = 200;

/**
 * Reads the master key from a file that only its owner can read; null when there is no such file.
 * @throws StartRefused when others can read it, or it holds anything else
 */
export function masterKeyIn(path: string): LocalMasterKey | null {
  const text = contentOf(path);
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

function contentOf(path: string): string | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw refusalOfFile(error, path);
  }
  try {
    const { mode, size } = fstatSync(file);
    if ((mode & 0o077) !== 0) {
      throw new StartRefused('master-key-exposed', {
        vi: `Tệp khóa chủ ${path} đang cho người khác đọc hoặc ghi; hãy chạy "chmod 600" cho tệp đó, và coi khóa là đã lộ nếu máy này có người dùng khác. Chưa ghi gì.`,
        en: `Others may read or write the master key file ${path}; run "chmod 600" on it, and treat the key as compromised if this machine has other users. Nothing was written.`,
      });
    }
    return size > LONGEST ? '' : readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/**
 * Creates a master key in a file that only this user can read. The file appears complete or not at all, and never
 * replaces another.
 * @throws StartRefused when the place cannot be written
 */
export function makeMasterKey(path: string): LocalMasterKey {
  const [id, key] = [Uuid.parse(randomUUID()), randomBytes(32)];
  const draft = `${path}.draft-${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    rmSync(draft, { force: true });
    writeFileSync(draft, `mcmk1.${id}.${key.toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    linkSync(draft, path);
    rmSync(draft);
    const folder = openSync(dirname(path), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch (error) {
    rmSync(draft, { force: true });
    throw refusalOfFile(error, path);
  }
  return new LocalMasterKey(id, key);
}
