import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { refusalOfFile, StartRefused } from '../start-refused.js';

/** What a wrapped key is bound to: it opens in no other place. */
export interface WrapContext {
  readonly ringId: string;
  readonly keyId: string;
  readonly owner: string;
}

/** Wraps data keys. It never leaves its place: a file on this machine today, a key service tomorrow, hence the promises. */
export interface MasterKey {
  wrap(key: Uint8Array, context: WrapContext): Promise<Buffer>;
  /** @throws where the bytes were altered, or wrapped by another key or for another place */
  unwrap(wrapped: Uint8Array, context: WrapContext): Promise<Buffer>;
  /** A text by which a key store knows its master key again, and from which nobody gets the key. */
  check(ringId: string): Promise<Buffer>;
}

/** Format 1: AES-256-GCM, nonce of 96 bits, tag of 128. */
const FORMAT = 1;
const NONCE = 12;
const TAG = 16;
const FORM = /^minh-chung-master-key-1:([A-Za-z0-9_-]{43})\n?$/;

/** 256 bits in a file that nobody but this program's user may read. */
export class LocalMasterKey implements MasterKey {
  private constructor(private readonly key: Buffer) {}

  /**
   * @param create whether one is made where there is none: only for a key store that has no keys yet
   * @throws StartRefused for a file that is missing, open to others, or no master key
   */
  static open(path: string, create: boolean): LocalMasterKey {
    try {
      if (!existsSync(path)) {
        if (!create) throw missing(path);
        make(path);
      }
      const file = openSync(path, 'r');
      try {
        if ((fstatSync(file).mode & 0o077) !== 0) throw readable(path);
        const [, text] = FORM.exec(readFileSync(file, 'utf8')) ?? [];
        if (text === undefined) throw malformed(path);
        return new LocalMasterKey(Buffer.from(text, 'base64url'));
      } finally {
        closeSync(file);
      }
    } catch (error) {
      throw refusalOfFile(error, path);
    }
  }

  wrap(key: Uint8Array, context: WrapContext): Promise<Buffer> {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce, { authTagLength: TAG }).setAAD(bound(context));
    const sealed = Buffer.concat([cipher.update(key), cipher.final()]);
    return Promise.resolve(Buffer.concat([Buffer.of(FORMAT), nonce, sealed, cipher.getAuthTag()]));
  }

  unwrap(wrapped: Uint8Array, context: WrapContext): Promise<Buffer> {
    const bytes = Buffer.from(wrapped);
    if (bytes[0] !== FORMAT || bytes.length !== 1 + NONCE + 32 + TAG) return Promise.reject(new UnwrapFailed());
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(1, 1 + NONCE), { authTagLength: TAG })
      .setAAD(bound(context))
      .setAuthTag(bytes.subarray(-TAG));
    try {
      return Promise.resolve(Buffer.concat([decipher.update(bytes.subarray(1 + NONCE, -TAG)), decipher.final()]));
    } catch (error) {
      return Promise.reject(new UnwrapFailed({ cause: error }));
    }
  }

  check(ringId: string): Promise<Buffer> {
    return Promise.resolve(createHmac('sha256', this.key).update(`minh-chung master key check v1 ${ringId}`).digest());
  }
}

/** A wrapped key that this master key does not open. */
export class UnwrapFailed extends Error {
  constructor(options?: ErrorOptions) {
    super('the wrapped key does not open', options);
    this.name = 'UnwrapFailed';
  }
}

const bound = ({ ringId, keyId, owner }: WrapContext): Buffer =>
  Buffer.from(`minh-chung data key v1\n${ringId}\n${keyId}\n${owner}`, 'utf8');

/** On the disk before anything is wrapped by it: a key that a power cut takes away takes the records with it. */
function make(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `minh-chung-master-key-1:${randomBytes(32).toString('base64url')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

const missing = (path: string) =>
  new StartRefused('master-key-missing', {
    vi: `Không thấy khóa chính ở ${path}, mà kho khóa đã có khóa: hãy đặt lại bản sao của tệp khóa này. Chưa ghi gì.`,
    en: `There is no master key at ${path}, but the key store holds keys: put the copy of this file back. Nothing was written.`,
  });
const readable = (path: string) =>
  new StartRefused('master-key-readable', {
    vi: `Khóa chính ở ${path} người khác cũng đọc được; hãy chạy "chmod 600" cho tệp này. Chưa ghi gì.`,
    en: `The master key at ${path} can be read by others; run "chmod 600" on the file. Nothing was written.`,
  });
const malformed = (path: string) =>
  new StartRefused('master-key-malformed', {
    vi: `Tệp ${path} không phải là khóa chính của Minh Chứng. Chưa ghi gì.`,
    en: `The file ${path} is no master key of Minh Chứng. Nothing was written.`,
  });

export const wrongMasterKey = (): StartRefused =>
  new StartRefused('master-key-wrong', {
    vi: 'Khóa chính này không phải là khóa mà kho khóa được lập bằng nó: hãy đặt đúng tệp khóa. Chưa ghi gì.',
    en: 'This master key is not the one that the key store was made with: put the right file in place. Nothing was written.',
  });
