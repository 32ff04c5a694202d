import type { IntegrityAlarm } from './event-store.js';

/** An alarm of the log: the log does not hold what it must. Until it is settled nothing is written. */
export type LogTrouble = IntegrityAlarm | LogReplaced;

/** A position in the log, and the leaf hash of the event there. In another log the leaf hash differs. */
export interface Mark {
  readonly position: bigint;
  /** Null before the first event. */
  readonly leaf: string | null;
}

/** Placeholder for checkpoints saved before leaf hashes were kept. */
export const UNKNOWN_LEAF = '0'.repeat(64);

/**
 * The log is not the one from which the tables were built: for example, it was restored from an older copy. Events in
 * the tables that the log does not hold are lost.
 */
export class LogReplaced extends Error {
  constructor(
    /** Checkpoints of tables and positions of readers whose event the log does not hold; the last position first. */
    readonly lost: readonly (Mark & { readonly leaf: string })[],
  ) {
    super(`the log no longer holds the event at position ${lost[0]?.position ?? 'unknown'} that was read before`);
    this.name = 'LogReplaced';
  }
}

/**
 * The alarm of the log in one process, if there is one. The first alarm stays until it is settled. Until then nothing
 * is written, and no answer counts as current.
 */
export class LogWatch {
  #trouble: LogTrouble | null = null;
  readonly #listeners = new Set<(trouble: LogTrouble | null) => void>();

  get trouble(): LogTrouble | null {
    return this.#trouble;
  }

  /** Raises an alarm. @returns the current alarm: this one, or an earlier one that is not settled */
  raise(trouble: LogTrouble): LogTrouble {
    if (this.#trouble) return this.#trouble;
    this.#trouble = trouble;
    for (const notify of this.#listeners) notify(trouble);
    return trouble;
  }

  /**
   * Ends the current alarm: two persons have settled it, or the log was found to be sound. @param left another alarm,
   * which takes its place
   */
  settle(left: LogTrouble | null = null): void {
    this.#trouble = left;
    for (const notify of this.#listeners) notify(left);
  }

  /**
   * Calls `tell` with each new alarm, and with null when an alarm is settled.
   *
   * @returns a function that ends the calls
   */
  onChange(tell: (trouble: LogTrouble | null) => void): () => void {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  /** @throws the current alarm, if there is one */
  assertSound(): void {
    if (this.#trouble) throw this.#trouble;
  }

  /** Resolves when there is no alarm, or when `over` aborts. */
  settled(over: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.onChange((trouble) => {
        if (trouble === null) done();
      });
      const done = () => {
        stop();
        over.removeEventListener('abort', done);
        resolve();
      };
      over.addEventListener('abort', done);
      if (over.aborted || this.#trouble === null) done();
    });
  }
}
