import { IntegrityAlarm, type Strange, strangeKey } from './event-store.js';

export interface IntactOptions {
  readonly onAlarm: (alarm: IntegrityAlarm) => void;
  readonly log: (line: string) => void;
}

/** What is strange in the log, and what of it two persons have set aside. */
export class Intact {
  private named = new Set<string>();
  private streams = new Set<string>();
  private readonly said = new Set<string>();

  constructor(private readonly options: IntactOptions) {}

  setAside(things: readonly Strange[]): void {
    this.named = new Set(things.map(nameOf));
    this.streams = new Set(things.flatMap(({ stream }) => (stream === null ? [] : [stream])));
  }

  /** Whether something in a stream was set aside: nothing is appended to it, and what is left of it is read as it is. */
  isSetAside(stream: string): boolean {
    return this.streams.has(stream);
  }

  /** @throws IntegrityAlarm where nobody has set this aside */
  found(message: string, strange: Strange): void {
    if (!this.isNamed(strange) && !this.isDeleted(strange)) throw this.alarm(message, strange);
  }

  isNamed(strange: Strange): boolean {
    return this.named.has(nameOf(strange));
  }

  /** Of what was set aside as deleted, events may be missing. */
  private isDeleted({ kind, stream }: Strange): boolean {
    return kind === 'missingEvents' && stream !== null && this.isNamed(deleted(stream));
  }

  /** Tells of an alarm, and gives it to be thrown at whoever asked. */
  alarm(message: string, strange: Strange | null): IntegrityAlarm {
    const alarm = new IntegrityAlarm(message, strange);
    if (!this.said.has(message)) this.options.log(`INTEGRITY ALARM: ${message}`);
    this.said.add(message);
    this.options.onAlarm(alarm);
    return alarm;
  }
}

/** One event is one strange thing, whether a reader takes it for a copy or for somebody else's. */
const nameOf = (strange: Strange): string =>
  strangeKey(strange.kind === 'eventTwice' ? { ...strange, kind: 'foreignEvent' } : strange);

/** Every way to notice a deletion gives it the same name. */
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
