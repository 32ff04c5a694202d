import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { LoggedEvent } from './events.js';
import type { MemoryLog } from './memory-log.js';
import { caughtUp, checkpoint, confirmation, filterOf, type Send, shown } from './messages.js';
import { Pace } from './pace.js';

/** One subscription to `$all`: events after a position, then live events. */
export class Subscription {
  private readonly filter;
  private readonly pace: Pace;
  /** Events scanned since the last checkpoint. */
  private considered = 0;
  private told: bigint;
  private live = false;
  private seen = 0;

  /**
   * @param last the position after which the subscription begins. If it is past the end of the log, the subscription is
   *   caught up at once, and sends nothing until the log has grown beyond it.
   * @param endsEarly number of events after which the subscription ends normally; 0 for never
   */
  constructor(
    private readonly log: MemoryLog,
    options: streams.ReadReq.Options,
    private last: bigint,
    private readonly endsEarly: number,
    private readonly send: Send,
    private readonly gone: AbortSignal,
  ) {
    this.filter = filterOf(options);
    this.pace = new Pace(log, gone);
    this.told = last;
  }

  async run(): Promise<void> {
    await this.send(confirmation());
    while (!this.gone.aborted) {
      await this.goOn();
      if (this.hasEnded()) return;
      if (!this.live) await this.goLive();
      if (this.log.head <= this.last) await this.log.changed(this.gone);
    }
  }

  /** Sends all events that are visible now. */
  private async goOn(): Promise<void> {
    const { all, generation } = this.log;
    let i = all.indexFrom(this.last + 1n);
    while (i < this.log.shown && !this.hasEnded() && this.log.generation === generation) {
      const event = all.at(i);
      if (!event) return;
      const passed = this.filter.matches(event) ? 1 : this.passable(i);
      if (this.filter.filtered) await this.pace.look(passed);
      this.last = passed === 1 ? event.position : all.position(i + passed - 1);
      await this.tell(event, passed);
      i += passed;
    }
  }

  /** Number of events from an index on in the same foreign run, up to the next checkpoint. */
  private passable(i: number): number {
    const end = Math.min(this.log.all.runAt(i)?.end ?? i + 1, this.log.shown);
    return Math.min(end - i, this.filter.interval - this.considered);
  }

  private async tell(event: LoggedEvent, passed: number): Promise<void> {
    if (this.filter.matches(event)) await this.send(shown(event));
    this.seen += passed;
    this.considered += passed;
    if (this.considered < this.filter.interval) return;
    this.considered = 0;
    this.told = this.last;
    await this.send(checkpoint(this.last));
  }

  private async goLive(): Promise<void> {
    this.live = true;
    if (this.filter.filtered && this.told < this.last) await this.send(checkpoint(this.last));
    await this.send(caughtUp());
  }

  private hasEnded(): boolean {
    return this.gone.aborted || (this.endsEarly > 0 && this.seen >= this.endsEarly);
  }
}
