import { BEGINNING, IntegrityAlarm, type StoredEvent, Unavailable } from './event-store.js';
import type { Decoded, RecordedEvent } from './kurrentdb.codec.js';
import { Continuity } from './kurrentdb.continuity.js';
import type { KurrentLog } from './kurrentdb.log.js';
import { Tries } from './kurrentdb.reader.js';
import { lastOfAll, subscription } from './kurrentdb.wire.js';

/** Events that a reader received. */
export interface ScanResult {
  /** Whole appends. */
  readonly events: readonly StoredEvent[];
  /** Whether these were the last readable events at the moment. The rest of an append may follow later. */
  readonly caughtUp: boolean;
}

/**
 * The progress of one reader through the log over several calls. Each call continues after the last whole append that
 * was returned.
 */
export class LogScan {
  /** The end of the last append returned. */
  given: bigint;
  /** The scan has reached this position: this log has no event between `given` and it. */
  scannedTo: bigint;
  /** Received events of an append whose end was not received yet. */
  private open: Decoded[] = [];
  private readonly continuity: Continuity;
  private readonly progress: Progress;

  /** @param from position at which to begin the scan: this log has no event between `after` and it */
  constructor(
    private readonly log: KurrentLog,
    after: bigint,
    from = after,
  ) {
    this.given = after;
    this.scannedTo = from > after ? from : after;
    this.continuity = new Continuity(log, after === BEGINNING);
    this.progress = new Progress(log);
  }

  /**
   * Runs one call until it ends normally or `end` aborts.
   *
   * @param wanted number of events worth returning before the reader has caught up
   * @param first milliseconds until the server must begin to answer
   * @throws IntegrityAlarm
   * @throws any other error that ended the call
   */
  async *call(end: AbortSignal, wanted?: number, first?: number): AsyncGenerator<ScanResult, void> {
    const { reader, names, horizon, intact } = this.log;
    this.scannedTo = horizon.skip(this.given, this.scannedTo);
    this.open = [];
    let live = false;
    this.progress.begins();
    const request = subscription(names.filter, this.scannedTo);
    for await (const taken of reader.follow(request, end, wanted, first)) {
      const appends: Decoded[][] = [];
      for (const event of taken.events) if (event.position > this.given) await this.receive(event, appends);
      const stream = this.open[0]?.event.record.stream;
      if (taken.caughtUp && stream !== undefined && intact.isSetAside(stream)) this.close(appends);
      await this.continuity.check(appends);
      const events = appends.flatMap((append) => append.map(({ event }) => event));
      const last = events.at(-1);
      if (last) this.given = this.scannedTo = last.position;
      const { scannedTo = BEGINNING } = taken;
      if (this.open.length === 0 && scannedTo > this.scannedTo) this.scannedTo = scannedTo;
      horizon.saw(this.given, this.scannedTo);
      live ||= taken.caughtUp;
      if (!live) this.progress.at(this.scannedTo);
      // The server says only once that the reader has caught up. Later, `live` shows that the end is reached.
      yield { events, caughtUp: taken.caughtUp || taken.live };
    }
  }

  /**
   * Reads until `enough` returns true or the current end is reached.
   *
   * @returns whether the end was reached
   * @throws IntegrityAlarm
   * Unavailable
   */
  async until(enough: (result: ScanResult) => boolean, wanted?: number): Promise<boolean> {
    const { settings } = this.log.reader;
    for (const tries = new Tries(settings); ;) {
      try {
        for await (const result of this.call(settings.closing, wanted, tries.next())) {
          if (enough(result) || result.caughtUp) return result.caughtUp;
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
      // Appends are written as a whole, so a missing part was removed later.
      const { stream, revision } = before.event.record;
      await this.log.gap(stream, revision + 1);
      this.close(appends);
    }
    this.open.push(decoded);
    if (decoded.event.endsAppend) this.close(appends);
  }

  /** Ends the open append: no more events of this append will come. */
  private close(appends: Decoded[][]): void {
    const last = this.open.pop();
    if (!last) return;
    const event = last.event.endsAppend ? last.event : { ...last.event, endsAppend: true };
    appends.push([...this.open, { ...last, event }]);
    this.open = [];
  }
}

/** Milliseconds between two log lines of a slow reader. */
const BETWEEN_LINES = 10_000;

/** Logs the progress of a reader that takes a long time to catch up. */
class Progress {
  private loggedAt = 0;

  constructor(private readonly log: KurrentLog) {}

  begins(): void {
    this.loggedAt = performance.now();
  }

  at(position: bigint): void {
    if (performance.now() - this.loggedAt < BETWEEN_LINES) return;
    this.loggedAt = performance.now();
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
