import type { IntegrityAlarm } from './event-store.js';

/** Why nothing is written and no answer counts as current: the log does not hold what it must. */
export type LogTrouble = IntegrityAlarm | LogReplaced;

/** A position in the log with the leaf hash of its event, which differs in another log. */
export interface Mark {
  readonly position: bigint;
  /** Null before the first event. */
  readonly leaf: string | null;
}

/** Placeholder for checkpoints saved before leaf hashes were kept. */
export const UNKNOWN_LEAF = '0'.repeat(64);

/**
 * The log is not the one that the tables were made from: for example, it was restored from an older copy, or has
 * continued differently since. Events in the tables that the log does not hold are lost.
 */
export class LogReplaced extends Error {
  constructor(
    /** Positions of tables or readers whose event the log does not hold, the last first. */
    readonly lost: readonly (Mark & { readonly leaf: string })[],
  ) {
    super(`the log no longer holds the event at position ${lost[0]?.position ?? 'unknown'} that was read before`);
    this.name = 'LogReplaced';
  }
}

/**
 * The state of the log in one process. The first trouble stays until it is settled; while it lasts nothing is written
 * and no answer counts as current.
 */
export class LogWatch {
  #trouble: LogTrouble | null = null;
  readonly #listeners = new Set<(trouble: LogTrouble | null) => void>();

  get trouble(): LogTrouble | null {
    return this.#trouble;
  }

  /** @returns the current trouble: this one or an earlier one */
  raise(trouble: LogTrouble): LogTrouble {
    if (this.#trouble) return this.#trouble;
    this.#trouble = trouble;
    for (const notify of this.#listeners) notify(trouble);
    return trouble;
  }

  /**
   * Ends the trouble: two persons have decided, or the log was found to be sound. @param left another trouble, which
   * takes its place
   */
  settle(left: LogTrouble | null = null): void {
    this.#trouble = left;
    for (const notify of this.#listeners) notify(left);
  }

  /** Calls `tell` on each trouble and each settlement; the returned function ends that. */
  onChange(tell: (trouble: LogTrouble | null) => void): () => void {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  /** @throws the current trouble */
  assertSound(): void {
    if (this.#trouble) throw this.#trouble;
  }

  /** Resolves when there is no trouble, or when `over` aborts. */
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
