import { type Decoded, fromEvent, type RecordedEvent } from './kurrentdb.codec.js';
import type { Declarations } from './kurrentdb.declarations.js';
import { IntegrityAlarm } from './event-store.js';
import { outcomeOf } from './kurrentdb.failures.js';
import type { Horizon } from './kurrentdb.horizon.js';
import { deleted, type Intact, missing, strangeEvent } from './kurrentdb.intact.js';
import type { KurrentNames } from './kurrentdb.names.js';
import type { KurrentReader, ReadRequest } from './kurrentdb.reader.js';
import { streamRead } from './kurrentdb.wire.js';

/** Streams of which a program keeps in mind how far they are known to stand. */
const STREAMS = 100_000;

/** Our log among what others have on the server: what is ours, what is strange, and what all readers of it share. */
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
   * A record of ours; null for what is none and need not alarm anybody.
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

  /** The events of a stream that a request asks for. @throws IntegrityAlarm where the stream was deleted for ever */
  async askStream(stream: string, request: ReadRequest): Promise<readonly RecordedEvent[]> {
    try {
      return await this.reader.ask(request);
    } catch (error) {
      if (outcomeOf(error) !== 'deleted') throw error;
      this.intact.found(`${stream} was deleted for ever`, deleted(stream));
      return [];
    }
  }

  /** A stream is known to stand, without a gap, up to a revision. */
  stands(stream: string, revision: number): void {
    const known = this.lastRevisions.get(stream) ?? -1;
    this.lastRevisions.delete(stream); // so that the map is in order of the last use
    this.lastRevisions.set(stream, Math.max(known, revision));
    if (this.lastRevisions.size > STREAMS)
      for (const oldest of this.lastRevisions.keys()) return void this.lastRevisions.delete(oldest);
  }

  forget(): void {
    this.lastRevisions.clear();
    this.horizon.forget();
  }

  isKnown(stream: string, revision: number): boolean {
    return (this.lastRevisions.get(stream) ?? -1) >= revision;
  }

  /**
   * The metadata that a stream has now decide, not that which it once had: what was restored is no deletion.
   *
   * @throws IntegrityAlarm where they hide events of the stream
   */
  async assertKept(stream: string): Promise<void> {
    const [last] = await this.askStream(stream, streamRead(this.names.metadataOf(stream), 'end', 1));
    if (last && hides(last)) this.intact.found(`${stream} was deleted, or its metadata hide events`, deleted(stream));
  }

  /** What metadata hid may have been removed before they were taken back. @throws IntegrityAlarm */
  private async assertBegins(stream: string): Promise<void> {
    const [first] = await this.askStream(stream, streamRead(this.names.of(stream), 0n, 1));
    if (first && first.revision !== 0n) await this.gap(stream, 0);
  }

  /**
   * An event of a stream is not where it must be. However that was noticed, it has one name.
   *
   * @throws IntegrityAlarm where nobody has set it aside
   */
  async gap(stream: string, revision: number): Promise<void> {
    const first = await this.firstMissing(stream);
    // Where all of it stands, what the reader was not shown was set aside.
    if (first === null && this.intact.isSetAside(stream)) return;
    const what = first ?? revision;
    this.intact.found(`${stream} has no revision ${what}, but later ones`, missing(stream, what));
  }

  /** @throws IntegrityAlarm where a stream has a gap, or was deleted, and nobody has set it aside */
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

/** What makes a server hide events of a stream, and remove them in time. */
const HIDING = ['$tb', '$maxAge', '$maxCount'] as const;

function hides(event: RecordedEvent): boolean {
  try {
    const metadata = JSON.parse(Buffer.from(event.data).toString('utf8')) as Partial<Record<string, unknown>>;
    return HIDING.some((name) => Number(metadata[name] ?? 0) > 0);
  } catch {
    return false; // the server heeds none that it cannot read
  }
}
