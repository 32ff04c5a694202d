import { isNativeError } from 'node:util/types';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { LOGGER } from '#platform/http/logging';
import { EVERYTHING } from '#platform/access/reader';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { KNOWLEDGE, type Knowledge } from '#platform/projections/serving';
import { KEY_RING, type KeyRing, ownerName } from '#platform/sealing/key-ring';
import { systemCode } from '#platform/start-refused';
import { erasures } from './erasures.projection.js';
import { type Executed, executedErasures } from './erasures.queries.js';

const EVERY_MS = 30_000;
const PATIENCE_MS = 2_000;

/**
 * Destroys the keys of executed erasures. The event is appended first, so the program may end before the key is
 * destroyed. A sweep at start and every half minute destroys the keys that remain. The sweep at start also destroys
 * keys that a restored copy of the key store brought back.
 */
@Injectable()
export class Shredder implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  readonly #over = new AbortController();
  /** Owners whose key was found destroyed. */
  readonly #gone = new Set<string>();

  constructor(
    @Inject(KEY_RING) private readonly keys: KeyRing,
    @Inject(KNOWLEDGE) private readonly knowledge: Knowledge,
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#next();
    this.#timer = setInterval(() => {
      this.#next();
    }, EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    this.#over.abort();
    await this.#running;
  }

  /**
   * Destroys the keys of one executed erasure in one rotation, together with those of others that arrive meanwhile. If
   * that fails, the sweep tries again.
   */
  async destroy(executed: readonly Executed[]): Promise<void> {
    try {
      await this.keys.destroy(executed);
    } catch (error) {
      this.log.warn(reasonOf(error), 'a key is still to be destroyed');
    }
  }

  /**
   * Destroys the remaining keys of executed erasures, and returns the number of keys destroyed.
   *
   * @throws NotCaughtUp | ReadModelRebuilding | KeysUnavailable
   */
  async sweep(): Promise<number> {
    // After a start this process has acknowledged no event. So it must read the log to its end to know the events of
    // other processes.
    const { signal } = this.#over;
    const end = await this.knowledge.seenSince(new Date(), PATIENCE_MS, signal);
    if (signal.aborted) return 0; // the program stops and does not wait for the log; the next start sweeps
    const { position } = end ?? (await this.knowledge.end());
    await this.knowledge.waitFor(position, [erasures.name], PATIENCE_MS);
    const executed = await executedErasures(
      rowsFor(this.db, erasures, EVERYTHING('the program itself destroys the keys of executed erasures')),
      position,
    );
    const due = executed.filter(({ owner }) => !this.#gone.has(ownerName(owner)));
    // Called for none, too: it completes what an interrupted program has left.
    const destroyed = await this.keys.destroy(due);
    for (const { owner } of due) this.#gone.add(ownerName(owner));
    return destroyed;
  }

  #next(): void {
    this.#running = this.#running
      .then(() => this.sweep())
      .then(
        (destroyed) => {
          if (destroyed > 0) this.log.warn({ destroyed }, 'keys were destroyed that an earlier program had left');
        },
        (error: unknown) => {
          this.log.warn(reasonOf(error), 'the sweep of erasures waits');
        },
      );
  }
}

/** The names of an error and its cause: a message may hold a path or a statement. */
function reasonOf(error: unknown) {
  const nameOf = (one: unknown) => (isNativeError(one) ? one.name : undefined);
  return {
    name: nameOf(error),
    cause: isNativeError(error) ? (systemCode(error.cause) ?? nameOf(error.cause)) : undefined,
  };
}
