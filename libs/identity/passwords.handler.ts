import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';

/**
 * The minimum of the OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. Algorithm 2 is
 * argon2id.
 */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Most hashes computed at a time; further ones wait. Each takes 19 MiB, so sign-ins cannot exhaust the memory. */
const AT_A_TIME = 4;

/** Password hashes, argon2id. A check takes equal time whether the account exists or not. */
@Injectable()
export class Passwords {
  /** Dummy hash, verified when the account does not exist, so that both cases take equal time. */
  readonly #nobody = hash('nobody has this password', COST);
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password.normalize('NFC'), COST));
  }

  /**
   * @param stored the hash of the account's password; null if there is no account or no password: returns false after
   * the same work
   */
  async matches(password: string, stored: string | null): Promise<boolean> {
    const against = stored ?? (await this.#nobody);
    const same = await this.#inTurn(() => verify(against, password.normalize('NFC')));
    return same && stored !== null;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_A_TIME) await new Promise<void>((go) => this.#waiting.push(go));
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}
