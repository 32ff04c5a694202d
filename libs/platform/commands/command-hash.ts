import { randomBytes, timingSafeEqual } from 'node:crypto';
import { KEY_BLOCK, KeyedHash } from '#kernel/keyed-hash';

/** The store of the keys of command hashes: apart from the log; each key is destroyed after its term. */
export interface CommandKeys {
  /** The key of a UTC day `YYYY-MM-DD`, created on first use; all processes get the same one. */
  ofDay(day: string): Promise<Buffer>;
  /** A key by its id; null when it was destroyed. */
  find(id: string): Promise<Buffer | null>;
}

/**
 * Detects whether a repeated command id carries the same command. A plain hash of a request could be guessed from a
 * list of members, so it is an HMAC-SHA-256 (RFC 2104) under a key of its day. Once that key is destroyed, nothing can
 * be guessed, and a repeat is recognized by its id alone.
 */
export class CommandHasher {
  #today: { day: string; key: KeyedHash } | undefined;

  constructor(
    private readonly keys: CommandKeys,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** `<day>:<hex>`, the form in a record. */
  async hash(canonicalCommand: string): Promise<string> {
    const day = this.now().toISOString().slice(0, 10);
    if (this.#today?.day !== day) this.#today = { day, key: new KeyedHash(await this.keys.ofDay(day)) };
    return `${day}:${mac(this.#today.key, canonicalCommand)}`;
  }

  /**
   * Whether a recorded hash matches this command; also true when its key was destroyed, since it cannot be checked
   * then.
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

/** Keys in memory, for the life of the process. */
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
