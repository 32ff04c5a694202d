import { randomBytes, timingSafeEqual } from 'node:crypto';
import { KEY_BLOCK, KeyedHash } from '#kernel/keyed-hash';

/** The store of the keys of command hashes. It is separate from the log, and each key is destroyed after its term. */
export interface CommandKeys {
  /** The key for a UTC day `YYYY-MM-DD`. It is created on first use; all processes get the same key. */
  ofDay(day: string): Promise<Buffer>;
  /** A key by its id; null if the key was destroyed. */
  find(id: string): Promise<Buffer | null>;
}

/**
 * Hashes commands, to detect whether two requests with the same command id hold the same command. From a plain hash,
 * the command could be guessed by trying every member of a list. The hash is therefore an HMAC-SHA-256 (RFC 2104) under
 * the key for the day. After that key is destroyed nobody can guess, and a repeated command is recognized by its id
 * alone.
 */
export class CommandHasher {
  #today: { day: string; key: KeyedHash } | undefined;

  constructor(
    private readonly keys: CommandKeys,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** The hash of a command as `<day>:<hex>`, the form in a record. */
  async hash(canonicalCommand: string): Promise<string> {
    const day = this.now().toISOString().slice(0, 10);
    if (this.#today?.day !== day) this.#today = { day, key: new KeyedHash(await this.keys.ofDay(day)) };
    return `${day}:${mac(this.#today.key, canonicalCommand)}`;
  }

  /**
   * Whether a recorded hash is that of this command. Also true if the key of the hash was destroyed, since the hash
   * cannot be checked then.
   */
  async matches(recorded: string, canonicalCommand: string): Promise<boolean> {
    const [id = '', hex = ''] = recorded.split(':');
    const key = await this.keys.find(id);
    return (
      key === null ||
      timingSafeEqual(Buffer.from(hex, 'hex'), Buffer.from(mac(new KeyedHash(key), canonicalCommand), 'hex'))
    );
  }
}

const ROOM = '\u0000'.repeat(KEY_BLOCK);

const mac = (key: KeyedHash, text: string): string => key.of(Buffer.from(ROOM + text), 'hex');

/** Keys of command hashes in memory. They end with the process. */
export class MemoryCommandKeys implements CommandKeys {
  readonly #keys = new Map<string, Buffer>();

  ofDay(day: string): Promise<Buffer> {
    const key = this.#keys.get(day) ?? randomBytes(32);
    this.#keys.set(day, key);
    return Promise.resolve(key);
  }

  find(id: string): Promise<Buffer | null> {
    return Promise.resolve(this.#keys.get(id) ?? null);
  }
}
