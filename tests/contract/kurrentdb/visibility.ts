import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { type Faults } from './faults.js';

/** One write. Readers of its stream see it as a whole, readers of `$all` event by event. */
interface Write {
  /** Index after its last event. */
  readonly end: number;
  readonly whole: boolean;
}

/**
 * The visible end of the log for readers of `$all`. Writes become visible in the order of the log, and the events of
 * one append one by one, as the real server publishes them. An append is answered when all of it is visible.
 */
export class Visibility {
  /** Number of events visible to readers of `$all`. */
  shown = 0;
  private readonly writes: Write[] = [];
  private readonly waiting: { readonly end: number; readonly then: () => void }[] = [];
  private running = false;

  constructor(
    private readonly faults: Faults,
    private readonly wake: () => void,
  ) {}

  /** @param end index after the last event that was written */
  written(end: number, whole = false): void {
    this.writes.push({ end, whole });
    if (!this.running) void this.run();
  }

  /** Calls back when everything before an index is visible; at once if it is visible already. */
  whenShown(end: number, then: () => void): void {
    if (this.shown >= end) then();
    else this.waiting.push({ end, then });
  }

  /** Resets to a completely visible log of this length. */
  reset(length: number): void {
    this.writes.length = 0;
    this.shown = length;
    this.answer();
  }

  private async run(): Promise<void> {
    this.running = true;
    for (let write = this.writes[0]; write; write = this.writes[0]) {
      const start = this.shown;
      if (write.whole || write.end - start <= 1) this.show(write.end);
      else await this.showOneByOne(write, start);
      if (this.writes[0] === write) this.writes.shift();
    }
    this.running = false;
  }

  private async showOneByOne(write: Write, start: number): Promise<void> {
    const { dieInsideAppend } = this.faults;
    const death = dieInsideAppend > 0 && dieInsideAppend < write.end - start ? start + dieInsideAppend : 0;
    for (let next = start + 1; next <= write.end; next++) {
      if (next > start + 1) await this.pause();
      if (this.writes[0] !== write) return; // the log was replaced meanwhile
      this.show(next);
      if (next === death) await die();
    }
  }

  private show(end: number): void {
    this.shown = end;
    this.wake();
    this.answer();
  }

  private answer(): void {
    if (this.waiting.length === 0) return;
    const due = this.waiting.filter(({ end }) => end <= this.shown);
    const later = this.waiting.filter(({ end }) => end > this.shown);
    this.waiting.splice(0, this.waiting.length, ...later);
    for (const { then } of due) then();
  }

  private async pause(): Promise<void> {
    const { pauseInsideAppends } = this.faults;
    await (pauseInsideAppends > 0 ? sleep(pauseInsideAppends) : nextTurn());
  }
}

/** Ends the process, after the visible events had time to reach the sockets of readers. */
async function die(): Promise<void> {
  await sleep(100);
  process.kill(process.pid, 'SIGKILL');
  await sleep(60_000);
}
