import { eventOfRun, type LoggedEvent, type Run, sizeOfRunEvent } from './events.js';

/** A run in its place in the log. */
export interface PlacedRun {
  readonly run: Run;
  /** Index of its first event. */
  readonly start: number;
  /** Index after its last event. */
  readonly end: number;
}

/** The events of a log by index; a run is one entry. */
export class Entries {
  private readonly events: LoggedEvent[] = [];
  private readonly runs: PlacedRun[] = [];
  /** Number of events, including those in runs. */
  length = 0;

  push(event: LoggedEvent): void {
    this.events.push(event);
    this.length++;
  }

  pushRun(run: Run): void {
    this.runs.push({ run, start: this.length, end: this.length + run.count });
    this.length += run.count;
  }

  at(index: number): LoggedEvent | undefined {
    let before = 0;
    for (const { run, start, end } of this.runs) {
      if (index < start) break;
      if (index < end) return eventOfRun(run, index - start);
      before += run.count;
    }
    return this.events[index - before];
  }

  /** The run that contains an index. */
  runAt(index: number): PlacedRun | undefined {
    return this.runs.find(({ start, end }) => start <= index && index < end);
  }

  position(index: number): bigint {
    const placed = this.runAt(index);
    if (placed) return placed.run.position + BigInt(index - placed.start) * sizeOfRunEvent(placed.run);
    return this.at(index)?.position ?? -1n;
  }

  /** Index of the first event at or after a position. */
  indexFrom(position: bigint): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.position(middle) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Events and runs in the order of the log. */
  *inOrder(): Generator<LoggedEvent | Run, void> {
    let before = 0;
    let next = 0;
    for (const { run, start } of this.runs) {
      yield* this.events.slice(next, start - before);
      next = start - before;
      yield run;
      before += run.count;
    }
    yield* this.events.slice(next);
  }
}

export const isRun = (entry: LoggedEvent | Run): entry is Run => 'count' in entry;
