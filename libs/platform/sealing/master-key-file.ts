import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Uuid } from '#kernel/ids';
import { refusalOfFile, StartRefused } from '../start-refused.js';
import { LocalMasterKey } from './master-key.js';
import { secretIn, syncFolder, writeSecret } from './secret-file.js';

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
  const [id, key] = [Uuid.parse(randomUUID()), randomBytes(32)];
  const draft = `${path}.draft-${process.pid}`;
  try {
    rmSync(draft, { force: true });
    writeSecret(draft, `mcmk1.${id}.${key.toString('base64url')}\n`);
    linkSync(draft, path);
    rmSync(draft);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(draft, { force: true });
    throw refusalOfFile(error, path);
  }
  return new LocalMasterKey(id, key);
}
