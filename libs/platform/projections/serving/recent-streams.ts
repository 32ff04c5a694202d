import type { StreamId } from '#kernel/ids';
import { BEGINNING } from '#platform/event-store/event-store';

interface Passed {
  readonly position: bigint;
  readonly stream: StreamId;
}

/** As many events are kept; who is further behind asks the tables. */
const KEPT = 500;

/** Which streams the log has lately gone on with, as the process that keeps the tables has read it: an unbroken piece of it. */
export class RecentStreams {
  /** The piece begins after this position and ends with the last of the events. */
  #after = BEGINNING;
  #upTo = BEGINNING;
  #events: readonly Passed[] = [];

  /**
   * Some events that follow each other in the log. What is known already is not taken twice, as where a read model is
   * built beside the others; where something lies between, the piece begins anew.
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

  /** The streams of all events after a position up to another; null where this is not known. */
  between(after: bigint, upTo: bigint): readonly StreamId[] | null {
    if (after < this.#after || upTo > this.#upTo) return null;
    const events = this.#events.filter(({ position }) => position > after && position <= upTo);
    return [...new Set(events.map(({ stream }) => stream))];
  }
}
