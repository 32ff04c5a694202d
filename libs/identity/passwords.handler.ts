import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. Never less. Algorithm 2 is argon2id. */
const COST = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Each takes 19 MiB; more than this at a time wait their turn, so that signing in cannot eat the memory. */
const AT_A_TIME = 4;

/** Hashes of passwords, argon2id. Checking costs the same whether there is an account or not. */
@Injectable()
export class Passwords {
  /** Of no password that anybody has: checked where there is no account, so that its absence takes as long. */
  readonly #nobody = hash('nobody has this password', COST);
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password.normalize('NFC'), COST));
  }

  /** @param stored null where there is no such account, or it has no password: always false, for the same work */
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
