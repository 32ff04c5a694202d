import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { CommandKeys } from './command-hash.js';

/** Days for which the key of a command hash is kept. Up to then a repeated request is compared with the first one. */
export const COMMAND_KEY_DAYS = 60;

const DAY_MS = 86_400_000;

export interface SweepingOptions {
  readonly now?: () => Date;
  readonly everyMs?: number;
  readonly onFailure: (error: unknown) => void;
}

/** Keys of command hashes in a schema of their own, separate from the log. A key is destroyed after its term. */
export class PostgresCommandKeys implements CommandKeys {
  constructor(private readonly pool: Pool) {}

  async ofDay(day: string): Promise<Buffer> {
    await this.#sweep(day);
    await this.pool.query('insert into secret.command_keys (day, key) values ($1, $2) on conflict do nothing', [
      day,
      randomBytes(32),
    ]);
    const key = await this.find(day);
    if (!key) throw new Error(`the command key of ${day} was deleted while it was created; send the command again`);
    return key;
  }

  async find(id: string): Promise<Buffer | null> {
    const { rows } = await this.pool.query<{ key: Buffer }>(
      'select key from secret.command_keys where day = $1::date',
      [id],
    );
    return rows[0]?.key ?? null;
  }

  /**
   * Destroys expired keys at once, and again at regular intervals. A timer is needed because there may be days without
   * commands. If a run fails, the next one destroys the keys.
   * @returns a function that ends the runs
   */
  async sweeping({
    now = () => new Date(),
    everyMs = DAY_MS,
    onFailure,
  }: SweepingOptions): Promise<() => Promise<void>> {
    const sweep = () => this.#sweep(now().toISOString().slice(0, 10));
    let running = sweep();
    await running;
    const timer = setInterval(() => {
      running = sweep().catch(onFailure);
    }, everyMs).unref();
    return async () => {
      clearInterval(timer);
      await running;
    };
  }

  async #sweep(today: string): Promise<void> {
    await this.pool.query(`delete from secret.command_keys where day < $1::date - ${COMMAND_KEY_DAYS}`, [today]);
  }
}
