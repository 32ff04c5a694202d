import type { IntegrityAlarm } from './event-store.js';

/** Why nothing is served as current and nothing is written: the log does not hold what was promised. */
export type LogTrouble = IntegrityAlarm | LogReplaced;

/** A place in the log, known by the leaf hash of the event there: at the same place of another log stands another event. */
export interface Mark {
  readonly position: bigint;
  /** Null before every event. */
  readonly leaf: string | null;
}

/** Stands for the leaf hash of an event that tables stood at before leaf hashes were kept. */
export const UNKNOWN_LEAF = '0'.repeat(64);

/**
 * The log is another one than the tables were made of: one that was restored from an older copy, say, or that has gone on
 * otherwise since. What the tables know and the log does not is gone.
 */
export class LogReplaced extends Error {
  constructor(
    /** Where tables or readers stood, the last first; the log does not have the events that they know. */
    readonly lost: readonly (Mark & { readonly leaf: string })[],
  ) {
    super(`the log does not have the event at position ${lost[0]?.position ?? 'unknown'} that was read before`);
    this.name = 'LogReplaced';
  }
}

/**
 * What a program knows of the soundness of its log. The first trouble stands until it is settled: from then on nothing is
 * answered as current or written, whoever asks.
 */
export class LogWatch {
  #trouble: LogTrouble | null = null;
  readonly #told = new Set<(trouble: LogTrouble | null) => void>();

  get trouble(): LogTrouble | null {
    return this.#trouble;
  }

  /** @returns the trouble that stands, this one or an earlier one */
  raise(trouble: LogTrouble): LogTrouble {
    if (this.#trouble) return this.#trouble;
    this.#trouble = trouble;
    for (const tell of this.#told) tell(trouble);
    return trouble;
  }

  /** Two persons have decided, or the log is as it was: it is looked at anew. @param left another trouble, which stands now */
  settle(left: LogTrouble | null = null): void {
    this.#trouble = left;
    for (const tell of this.#told) tell(left);
  }

  /** Told of each trouble and each settlement, until what is returned is called. */
  onChange(tell: (trouble: LogTrouble | null) => void): () => void {
    this.#told.add(tell);
    return () => this.#told.delete(tell);
  }

  /** @throws the trouble that stands */
  assertSound(): void {
    if (this.#trouble) throw this.#trouble;
  }

  /** Resolves when no trouble stands, or when it is over. */
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
