import type { StreamId } from '#kernel/ids';
import { RecentStreams } from './recent-streams.js';

/** What the process that keeps the tables tells of it, so that nobody in this process need ask the database in vain. */
export class Progress {
  private readonly waiting = new Set<() => void>();
  private readonly recent = new RecentStreams();

  moved(): void {
    for (const wake of this.waiting) wake();
  }

  /** Events after a position, in log order, that are about to be written to tables. */
  passed(after: bigint, events: readonly { readonly position: bigint; readonly stream: StreamId }[]): void {
    this.recent.passed(after, events);
  }

  /** The streams of the events after a position up to another; null where this process does not know them. */
  streamsBetween(after: bigint, upTo: bigint): readonly StreamId[] | null {
    return this.recent.between(after, upTo);
  }

  /** Calls at each move, until what is returned is called. */
  onMove(wake: () => void): () => void {
    this.waiting.add(wake);
    return () => this.waiting.delete(wake);
  }

  /** Resolves at the next move, or when `signal` aborts. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
      if (signal.aborted) wake();
    });
  }
}
