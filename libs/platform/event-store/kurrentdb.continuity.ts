import type { Decoded } from './kurrentdb.codec.js';
import { strangeEvent } from './kurrentdb.intact.js';
import type { KurrentLog } from './kurrentdb.log.js';
import { streamOf } from './kurrentdb.streams.js';
import { streamRead } from './kurrentdb.wire.js';

/** Maximum number of remembered streams. A stream that was evicted is read again when it is needed. */
const STREAMS = 100_000;
/** Number of parallel reads on the server. */
const AT_ONCE = 16;

/** The last event of a stream that the reader got. */
interface Last {
  readonly revision: number;
  /** The first 32 bits of the ids of its commands, as far as this reader has seen them. */
  readonly commands: number[];
}

const bitsOf = (commandId: string): number => parseInt(commandId.slice(0, 8), 16);

/** Checks that the events given to one reader have no gap and no repetition in any stream. */
export class Continuity {
  private readonly last = new Map<string, Last>();

  /** @param whole whether the reader gets the whole log; the checks made for other readers then do not count */
  constructor(
    private readonly log: KurrentLog,
    private readonly whole: boolean,
  ) {}

  /**
   * Checks the next whole appends. If the first event that this reader gets of a stream is not the stream's first
   * event, the event before is read. A lost beginning is therefore noticed from any starting position.
   *
   * @throws IntegrityAlarm
   * Unavailable
   */
  async check(appends: readonly (readonly Decoded[])[]): Promise<void> {
    await this.meet(appends);
    for (const append of appends) {
      const [first, end] = [append[0], append.at(-1)];
      if (!first || !end) continue;
      const { stream, revision } = first.event.record;
      const { revision: before = revision - 1, commands = [] } = this.last.get(stream) ?? {};
      const bits = [...new Set(append.map(({ event }) => bitsOf(event.record.commandId)))];
      if (before + 1 !== revision) await this.log.gap(stream, before + 1);
      else if (this.last.has(stream) && (first.part?.index ?? 1) !== 1) this.twice(first);
      // Different command ids may have equal bits, so the stream is read; that read raises the alarm if there is a
      // reason.
      if (first.part && bits.some((bit) => commands.includes(bit)))
        await streamOf(this.log, stream, 0, Number.MAX_SAFE_INTEGER);
      commands.push(...bits);
      this.last.delete(stream); // keeps the map in order of last use
      this.last.set(stream, { revision: end.event.record.revision, commands });
      this.log.verifiedUpTo(stream, end.event.record.revision);
    }
    if (this.last.size <= STREAMS) return;
    let over = this.last.size - STREAMS;
    for (const stream of this.last.keys()) if (over-- > 0) this.last.delete(stream);
  }

  private async meet(appends: readonly (readonly Decoded[])[]): Promise<void> {
    const met = new Map<string, number>();
    for (const [first] of appends) {
      if (!first) continue;
      const { stream, revision } = first.event.record;
      if (!this.last.has(stream) && !met.has(stream)) met.set(stream, revision);
    }
    const unknown = [...met].filter(
      ([stream, revision]) => revision > 0 && (this.whole || !this.log.isVerified(stream, revision - 1)),
    );
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, unknown.length) }, async () => {
        for (let next = unknown.pop(); next; next = unknown.pop()) await this.askBefore(...next);
      }),
    );
  }

  private async askBefore(stream: string, revision: number): Promise<void> {
    const request = streamRead(this.log.names.of(stream), BigInt(revision - 1), 1);
    const [before] = await this.log.askStream(stream, request);
    if (before?.revision !== BigInt(revision - 1)) await this.log.gap(stream, revision - 1);
  }

  private twice({ event: { record }, id }: Decoded): void {
    const { stream, revision } = record;
    this.log.intact.found(
      `event ${revision} of ${stream} repeats an earlier event`,
      strangeEvent('eventTwice', stream, revision, id),
    );
  }
}
