import { randomBytes, randomUUID } from 'node:crypto';
import { lstatSync, readdirSync, renameSync, rmSync, type Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Uuid } from '#kernel/ids';
import { refusalOfFile, StartRefused } from '../start-refused.js';
import type { MasterKey } from './master-key.js';
import { LocalRingKey, type RingKey, type RingKeys } from './ring-key.js';
import { overwrite, secretIn, syncFolder, writeSecret } from './secret-file.js';

export interface RingKeyFilesOptions {
  /** The ring keys are in the folder of this file. */
  readonly masterKeyFile: string;
  readonly master: MasterKey;
  readonly log: Uuid;
}

/** One line: format, log, id of the ring key, ring key wrapped by the master key, in base64url. */
const FORM = /^mcrk1\.([0-9a-f-]{36})\.([0-9a-f-]{36})\.([A-Za-z0-9_-]{103})\n?$/;
const LONGEST = 400;

/** The names of the ring keys of other logs beside a master key. */
export const ringsOfOthers = (masterKeyFile: string, log: Uuid): readonly string[] =>
  readdirSync(dirname(masterKeyFile)).filter((name) => name.startsWith('ring.') && !name.startsWith(`ring.${log}.`));

/**
 * Ring keys in files beside the master key, `ring.<log>.<ring>.key`, each wrapped by the master key. The log is in the
 * name because two logs may share a master key.
 */
export class RingKeyFiles implements RingKeys {
  readonly #folder: string;
  readonly #prefix: string;

  constructor(private readonly options: RingKeyFilesOptions) {
    this.#folder = dirname(options.masterKeyFile);
    this.#prefix = `ring.${options.log}.`;
  }

  /** The file of a ring key, whether or not it exists. */
  fileOf(ring: Uuid): string {
    return join(this.#folder, `${this.#prefix}${ring}.key`);
  }

  async make(): Promise<RingKey> {
    const { master, log } = this.options;
    const [ring, key] = [Uuid.parse(randomUUID()), randomBytes(32)];
    const wrapped = Buffer.from(await master.wrapRing(key, { log, ring })).toString('base64url');
    const path = this.fileOf(ring);
    const draft = `${path}.draft-${process.pid}`;
    try {
      // Renamed, not linked: at no moment does the ring key have two names, of which one might be overwritten.
      writeSecret(draft, `mcrk1.${log}.${ring}.${wrapped}\n`);
      renameSync(draft, path);
      syncFolder(this.#folder);
    } catch (error) {
      rmSync(draft, { force: true });
      throw refusalOfFile(error, path);
    }
    return new LocalRingKey(ring, key);
  }

  /** @throws StartRefused when others can read the file, or it does not hold this ring key under this master key */
  async find(ring: Uuid): Promise<RingKey | null> {
    const { master, log } = this.options;
    const path = this.fileOf(ring);
    const text = secretIn(path, LONGEST, () => refusals.exposed(path));
    if (text === null) return null;
    const [, ofLog, id, wrapped] = FORM.exec(text) ?? [];
    if (wrapped === undefined) throw refusals.malformed(path);
    if (ofLog !== log || id !== ring) throw refusals.other(path);
    const key = await master.unwrapRing(Buffer.from(wrapped, 'base64url'), { log, ring }).catch((cause: unknown) => {
      throw refusals.other(path, cause);
    });
    return new LocalRingKey(ring, key);
  }

  held(): Promise<readonly string[]> {
    return Promise.resolve(readdirSync(this.#folder).filter((name) => name.startsWith(this.#prefix)));
  }

  /**
   * Overwrites the files before it removes them, so that nothing is left where the file system writes in place. Their
   * content is not read, so a file that was overwritten in part is removed, too.
   */
  destroyAllBut(current: Uuid, held: readonly string[]): Promise<void> {
    const kept = this.fileOf(current);
    const others = held.filter((name) => name !== basename(kept));
    if (others.length === 0) return Promise.resolve();
    const { ino, dev } = lstatSync(kept);
    const isKept = (file: Stats) => file.ino === ino && file.dev === dev;
    for (const name of others) {
      const path = join(this.#folder, name);
      const file = lstatSync(path);
      if (file.isFile() && !isKept(file)) overwrite(path, file.size);
      rmSync(path);
    }
    syncFolder(this.#folder);
    return Promise.resolve();
  }
}

/** Why a start is refused because of the file of the ring key. */
export const refusals = {
  missing: (path: string) =>
    new StartRefused('ring-key-missing', {
      vi: `Thiếu tệp khóa vòng ${path}, là khóa bọc mọi khóa dữ liệu; hãy khôi phục tệp và cơ sở dữ liệu khóa từ cùng một lần sao lưu, hoặc sửa MASTER_KEY_FILE. Chưa ghi gì.`,
      en: `The ring key file ${path}, whose key wraps all data keys, is missing; restore it and the database of the keys from the same backup, or correct MASTER_KEY_FILE. Nothing was written.`,
    }),
  malformed: (path: string) =>
    new StartRefused('ring-key-malformed', {
      vi: `Tệp khóa vòng ${path} không đúng dạng (bị cắt, bị sửa, hoặc là tệp khác); hãy khôi phục tệp này từ bản sao lưu. Chưa ghi gì.`,
      en: `The ring key file ${path} does not have the right form (it was truncated or altered, or is another file); restore it from its backup. Nothing was written.`,
    }),
  exposed: (path: string) =>
    new StartRefused('ring-key-exposed', {
      vi: `Tệp khóa vòng ${path} đang cho người khác đọc hoặc ghi; hãy chạy "chmod 600" cho tệp đó. Chưa ghi gì.`,
      en: `Others may read or write the ring key file ${path}; run "chmod 600" on it. Nothing was written.`,
    }),
  other: (path: string, cause?: unknown) =>
    new StartRefused(
      'ring-key-other',
      {
        vi: `Tệp khóa vòng ${path} không mở được bằng khóa chủ này, hoặc thuộc về kho khác; hãy khôi phục đúng tệp từ bản sao lưu. Chưa ghi gì.`,
        en: `The ring key file ${path} does not open under this master key, or belongs to another store; restore the right file from its backup. Nothing was written.`,
      },
      { cause },
    ),
};
