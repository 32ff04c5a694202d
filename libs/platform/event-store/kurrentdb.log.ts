import { type Decoded, fromEvent, type RecordedEvent } from './kurrentdb.codec.js';
import type { Declarations } from './kurrentdb.declarations.js';
import { IntegrityAlarm } from './event-store.js';
import { outcomeOf } from './kurrentdb.failures.js';
import type { Horizon } from './kurrentdb.horizon.js';
import { deleted, type Intact, missing, strangeEvent } from './kurrentdb.intact.js';
import type { KurrentNames } from './kurrentdb.names.js';
import type { KurrentReader, ReadRequest } from './kurrentdb.reader.js';
import { streamRead } from './kurrentdb.wire.js';

/** Maximum number of streams for which the verified revision is remembered. */
const STREAMS = 100_000;

/**
 * This log on a shared server: which events belong to the log, which events are anomalies, and the state that all
 * readers of the log share.
 */
export class KurrentLog {
  private readonly lastRevisions = new Map<string, number>();

  constructor(
    readonly names: KurrentNames,
    readonly reader: KurrentReader,
    readonly intact: Intact,
    readonly declarations: Declarations,
    readonly horizon: Horizon,
    readonly say: (line: string) => void,
  ) {}

  /**
   * Returns the record in an event of this log; null for an event without a record that needs no alarm.
   *
   * @throws IntegrityAlarm
   */
  async take(event: RecordedEvent): Promise<Decoded | null> {
    if (event.stream === this.names.log) {
      this.declarations.seen(event);
      return null;
    }
    const described = this.names.described(event.stream);
    if (described !== undefined) {
      await this.assertKept(described);
      await this.assertBegins(described);
    }
    return this.names.isOurs(event.stream) ? this.decode(event) : null;
  }

  /** @throws IntegrityAlarm */
  decode(event: RecordedEvent): Decoded | null {
    const stream = event.stream.slice(this.names.prefix.length);
    if (event.type === TOMBSTONE) {
      this.intact.found(`${stream} was deleted for ever`, deleted(stream));
      return null;
    }
    if (this.intact.isSetAside(stream)) {
      const strange = strangeEvent('foreignEvent', stream, event.revision, event.id);
      if (this.intact.isNamed(strange)) return null;
    }
    try {
      return fromEvent(this.names.prefix, event);
    } catch (error) {
      if (!(error instanceof IntegrityAlarm) || !error.strange) throw error;
      this.intact.found(error.message, error.strange);
      return null;
    }
  }

  /** The events that a request for a stream returns. @throws IntegrityAlarm if the stream was deleted permanently */
  async askStream(stream: string, request: ReadRequest): Promise<readonly RecordedEvent[]> {
    try {
      return await this.reader.ask(request);
    } catch (error) {
      if (outcomeOf(error) !== 'deleted') throw error;
      this.intact.found(`${stream} was deleted for ever`, deleted(stream));
      return [];
    }
  }

  /** Remembers that a stream has no gap up to a revision. */
  verifiedUpTo(stream: string, revision: number): void {
    const before = this.lastRevisions.get(stream) ?? -1;
    this.lastRevisions.delete(stream); // keeps the map in order of last use
    this.lastRevisions.set(stream, Math.max(before, revision));
    if (this.lastRevisions.size > STREAMS)
      for (const oldest of this.lastRevisions.keys()) return void this.lastRevisions.delete(oldest);
  }

  forget(): void {
    this.lastRevisions.clear();
    this.horizon.forget();
  }

  isVerified(stream: string, revision: number): boolean {
    return (this.lastRevisions.get(stream) ?? -1) >= revision;
  }

  /**
   * Checks that the current metadata of a stream hide no events. Earlier metadata do not count.
   *
   * @throws IntegrityAlarm if the metadata hide events of the stream
   */
  async assertKept(stream: string): Promise<void> {
    const [last] = await this.askStream(stream, streamRead(this.names.metadataOf(stream), 'end', 1));
    if (last && hides(last)) this.intact.found(`${stream} was deleted, or its metadata hide events`, deleted(stream));
  }

  /**
   * Checks that a stream still has its first event: it may have been removed while metadata hid it.
   *
   * @throws IntegrityAlarm
   */
  private async assertBegins(stream: string): Promise<void> {
    const [first] = await this.askStream(stream, streamRead(this.names.of(stream), 0n, 1));
    if (first && first.revision !== 0n) await this.gap(stream, 0);
  }

  /**
   * Reports that an event of a stream is missing. The anomaly is the same however the gap was detected.
   *
   * @throws IntegrityAlarm unless the anomaly was set aside
   */
  async gap(stream: string, revision: number): Promise<void> {
    const first = await this.firstMissing(stream);
    // No revision is missing: the reader only left out an event that was set aside.
    if (first === null && this.intact.isSetAside(stream)) return;
    const what = first ?? revision;
    this.intact.found(`${stream} has no revision ${what}, but later ones`, missing(stream, what));
  }

  /** @throws IntegrityAlarm if a stream has a gap or was deleted, unless that anomaly was set aside */
  async assertWhole(stream: string): Promise<void> {
    if ((await this.firstMissing(stream)) !== null) await this.gap(stream, 0);
  }

  private async firstMissing(stream: string): Promise<number | null> {
    await this.assertKept(stream);
    const events = await this.askStream(stream, streamRead(this.names.of(stream), 0n, Number.MAX_SAFE_INTEGER));
    const first = events.findIndex((event, i) => event.revision !== BigInt(i));
    return first === -1 ? null : first;
  }
}

const TOMBSTONE = '$streamDeleted';

/** Names of metadata by which the server hides events of a stream and later removes them. */
const HIDING = ['$tb', '$maxAge', '$maxCount'] as const;

function hides(event: RecordedEvent): boolean {
  try {
    const metadata = JSON.parse(Buffer.from(event.data).toString('utf8')) as Partial<Record<string, unknown>>;
    return HIDING.some((name) => Number(metadata[name] ?? 0) > 0);
  } catch {
    return false; // the server ignores metadata that it cannot parse
  }
}
