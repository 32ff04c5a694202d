import type { StreamId } from '#kernel/ids';
import { BEGINNING } from '#platform/event-store/event-store';

interface Passed {
  readonly position: bigint;
  readonly stream: StreamId;
}

/** Number of events kept. A replica further behind reads the tables. */
const KEPT = 500;

/** The streams of the most recent events, a gapless part of the log, kept by the process that runs the projections. */
export class RecentStreams {
  /** The part begins after `#after` and ends at `#upTo`. */
  #after = BEGINNING;
  #upTo = BEGINNING;
  #events: readonly Passed[] = [];

  /**
   * Adds consecutive events. Events that are already held are skipped: a read model that is built beside the others
   * reads them again. After a gap, the part is emptied and starts again.
   *
   * @param after the position that they follow
   */
  passed(after: bigint, events: readonly Passed[]): void {
    const last = events.at(-1);
    if (!last || last.position <= this.#upTo) return;
    if (after > this.#upTo) {
      this.#after = after;
      this.#events = [];
    }
    const more = events
      .filter(({ position }) => position > this.#upTo)
      .map(({ position, stream }) => ({ position, stream }));
    const all = [...this.#events, ...more];
    this.#after = all.at(-KEPT - 1)?.position ?? this.#after;
    this.#events = all.slice(-KEPT);
    this.#upTo = last.position;
  }

  /** The streams of all events after a position up to another; null when the part does not cover them. */
  between(after: bigint, upTo: bigint): readonly StreamId[] | null {
    if (after < this.#after || upTo > this.#upTo) return null;
    const events = this.#events.filter(({ position }) => position > after && position <= upTo);
    return [...new Set(events.map(({ stream }) => stream))];
  }
}
