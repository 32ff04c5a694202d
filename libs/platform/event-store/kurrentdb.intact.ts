import { IntegrityAlarm, type Strange, strangeKey } from './event-store.js';

export interface IntactOptions {
  readonly onAlarm: (alarm: IntegrityAlarm) => void;
  readonly log: (line: string) => void;
}

/** Raises alarms for anomalies in the log, except those that two persons have set aside. */
export class Intact {
  private named = new Set<string>();
  private streams = new Set<string>();
  private readonly logged = new Set<string>();

  constructor(private readonly options: IntactOptions) {}

  setAside(things: readonly Strange[]): void {
    this.named = new Set(things.map(nameOf));
    this.streams = new Set(things.flatMap(({ stream }) => (stream === null ? [] : [stream])));
  }

  /**
   * Whether an anomaly in a stream was set aside. Such a stream accepts no appends, and its remaining events are read
   * as they are.
   */
  isSetAside(stream: string): boolean {
    return this.streams.has(stream);
  }

  /** Reports an anomaly. @throws IntegrityAlarm unless the anomaly was set aside */
  found(message: string, strange: Strange): void {
    if (!this.isNamed(strange) && !this.isDeleted(strange)) throw this.alarm(message, strange);
  }

  isNamed(strange: Strange): boolean {
    return this.named.has(nameOf(strange));
  }

  /** Whether the stream of an anomaly was set aside as deleted; events may then be missing. */
  private isDeleted({ kind, stream }: Strange): boolean {
    return kind === 'missingEvents' && stream !== null && this.isNamed(deleted(stream));
  }

  /** Makes an alarm and reports it. The caller throws it. */
  alarm(message: string, strange: Strange | null): IntegrityAlarm {
    const alarm = new IntegrityAlarm(message, strange);
    if (!this.logged.has(message)) this.options.log(`INTEGRITY ALARM: ${message}`);
    this.logged.add(message);
    this.options.onAlarm(alarm);
    return alarm;
  }
}

/** A text that names an anomaly. It is the same whether a reader took an event for a copy or for a foreign event. */
const nameOf = (strange: Strange): string =>
  strangeKey(strange.kind === 'eventTwice' ? { ...strange, kind: 'foreignEvent' } : strange);

/** The description of a deleted stream. It is the same however the deletion was detected. */
export const deleted = (stream: string): Strange => ({
  kind: 'streamDeleted',
  stream,
  revision: null,
  event: null,
  positions: null,
});

export const missing = (stream: string, revision: number | bigint): Strange => ({
  kind: 'missingEvents',
  stream,
  revision: String(revision),
  event: null,
  positions: null,
});

export const strangeEvent = (
  kind: 'foreignEvent' | 'eventTwice',
  stream: string,
  revision: number | bigint,
  event: string,
): Strange => ({ kind, stream, revision: String(revision), event, positions: null });
