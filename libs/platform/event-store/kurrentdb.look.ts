import { BEGINNING, IntegrityAlarm, type StoredEvent, Unavailable } from './event-store.js';
import type { Decoded, RecordedEvent } from './kurrentdb.codec.js';
import { Continuity } from './kurrentdb.continuity.js';
import type { KurrentLog } from './kurrentdb.log.js';
import { Tries } from './kurrentdb.reader.js';
import { lastOfAll, subscription } from './kurrentdb.wire.js';

/** What a reader has been shown. */
export interface Seen {
  /** Whole appends. */
  readonly events: readonly StoredEvent[];
  /** With these, that was all that can be read at the moment; the rest of an append may follow. */
  readonly caughtUp: boolean;
}

/** One reader's way through the log, call after call: each goes on after the last whole append that was given. */
export class Look {
  /** The end of the last append that was given. */
  given: bigint;
  /** Everything up to here was looked at: nothing of ours lies between `given` and this. */
  looked: bigint;
  /** What has come of an append that has not ended. */
  private open: Decoded[] = [];
  private readonly continuity: Continuity;
  private readonly progress: Progress;

  /** @param from nothing of ours lies between `after` and this */
  constructor(
    private readonly log: KurrentLog,
    after: bigint,
    from = after,
  ) {
    this.given = after;
    this.looked = from > after ? from : after;
    this.continuity = new Continuity(log, after === BEGINNING);
    this.progress = new Progress(log);
  }

  /**
   * One call, until it ends in good order or `end` aborts.
   *
   * @param wanted events that are worth handing over before the reader has caught up
   * @param first milliseconds until the server must have begun to answer
   * @throws IntegrityAlarm
   * @throws what else ended the call
   */
  async *call(end: AbortSignal, wanted?: number, first?: number): AsyncGenerator<Seen, void> {
    const { reader, names, horizon, intact } = this.log;
    this.looked = horizon.skip(this.given, this.looked);
    this.open = [];
    let live = false;
    this.progress.begins();
    const request = subscription(names.filter, this.looked);
    for await (const taken of reader.follow(request, end, wanted, first)) {
      const appends: Decoded[][] = [];
      for (const event of taken.events) if (event.position > this.given) await this.receive(event, appends);
      const stream = this.open[0]?.event.record.stream;
      if (taken.caughtUp && stream !== undefined && intact.isSetAside(stream)) this.close(appends);
      await this.continuity.check(appends);
      const events = appends.flatMap((append) => append.map(({ event }) => event));
      const last = events.at(-1);
      if (last) this.given = this.looked = last.position;
      const { looked = BEGINNING } = taken;
      if (this.open.length === 0 && looked > this.looked) this.looked = looked;
      horizon.saw(this.given, this.looked);
      live ||= taken.caughtUp;
      if (!live) this.progress.at(this.looked);
      // It says once that it has caught up. Where others write without a pause, a reader comes to the end all the same.
      yield { events, caughtUp: taken.caughtUp || taken.live };
    }
  }

  /**
   * Looks until there is enough, or all that there is at the moment.
   *
   * @returns whether it was all
   * @throws IntegrityAlarm | Unavailable
   */
  async until(enough: (seen: Seen) => boolean, wanted?: number): Promise<boolean> {
    const { settings } = this.log.reader;
    for (const tries = new Tries(settings); ;) {
      try {
        for await (const seen of this.call(settings.closing, wanted, tries.next())) {
          if (enough(seen) || seen.caughtUp) return seen.caughtUp;
          tries.renew();
        }
        throw new Unavailable('KurrentDB ended a read before its end');
      } catch (error) {
        if (error instanceof IntegrityAlarm) throw error;
        await tries.failed(error);
      }
    }
  }

  private async receive(event: RecordedEvent, appends: Decoded[][]): Promise<void> {
    const decoded = await this.log.take(event);
    if (!decoded) return;
    const before = this.open.at(-1);
    if (before && !follows(before, decoded)) {
      // An append that was written is whole: what is missing of it was taken away, with or without a settlement.
      const { stream, revision } = before.event.record;
      await this.log.gap(stream, revision + 1);
      this.close(appends);
    }
    this.open.push(decoded);
    if (decoded.event.endsAppend) this.close(appends);
  }

  /** Nothing more of this append will come. */
  private close(appends: Decoded[][]): void {
    const last = this.open.pop();
    if (!last) return;
    const event = last.event.endsAppend ? last.event : { ...last.event, endsAppend: true };
    appends.push([...this.open, { ...last, event }]);
    this.open = [];
  }
}

/** Milliseconds between two lines about a reader that takes its time. */
const BETWEEN_LINES = 10_000;

/** Tells the log of the program how far a reader is that has a long way until it has caught up. */
class Progress {
  private said = 0;

  constructor(private readonly log: KurrentLog) {}

  begins(): void {
    this.said = performance.now();
  }

  at(position: bigint): void {
    if (performance.now() - this.said < BETWEEN_LINES) return;
    this.said = performance.now();
    void this.say(position);
  }

  private async say(position: bigint): Promise<void> {
    const [last] = await this.log.reader.ask(lastOfAll()).catch(() => []);
    const end = last ? ` of ${last.position}` : '';
    this.log.say(`looking through the log of KurrentDB: at position ${position}${end}`);
  }
}

const follows = (before: Decoded, next: Decoded): boolean =>
  next.event.record.stream === before.event.record.stream &&
  next.event.record.revision === before.event.record.revision + 1 &&
  next.part?.size === before.part?.size &&
  next.part?.index === (before.part?.index ?? 0) + 1;
