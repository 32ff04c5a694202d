import type { StreamId } from '#kernel/ids';
import { RecentStreams } from './recent-streams.js';

/** Progress of the projections that this process runs, so that queries in it need not poll the database. */
export class Progress {
  private readonly waiting = new Set<() => void>();
  private readonly recent = new RecentStreams();

  moved(): void {
    for (const wake of this.waiting) wake();
  }

  /** Records events that follow a position, in log order, before they are written to tables. */
  passed(after: bigint, events: readonly { readonly position: bigint; readonly stream: StreamId }[]): void {
    this.recent.passed(after, events);
  }

  /** The streams of the events after a position up to another; null when this process does not hold them. */
  streamsBetween(after: bigint, upTo: bigint): readonly StreamId[] | null {
    return this.recent.between(after, upTo);
  }

  /** Calls `wake` at each advance; the returned function ends that. */
  onMove(wake: () => void): () => void {
    this.waiting.add(wake);
    return () => this.waiting.delete(wake);
  }

  /** Resolves at the next advance, or when `signal` aborts. */
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
