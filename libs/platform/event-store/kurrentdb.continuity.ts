import type { Decoded } from './kurrentdb.codec.js';
import { strangeEvent } from './kurrentdb.intact.js';
import type { KurrentLog } from './kurrentdb.log.js';
import { streamOf } from './kurrentdb.streams.js';
import { streamRead } from './kurrentdb.wire.js';

/** Streams that one reader keeps in mind; of one that it has forgotten it asks the server again. */
const STREAMS = 100_000;
/** Questions to the server at a time. */
const AT_ONCE = 16;

/** What was last given of a stream. */
interface Last {
  readonly revision: number;
  /** A few bits of the id of each command that has recorded in it, as far as this reader has seen. */
  readonly commands: number[];
}

const bitsOf = (commandId: string): number => parseInt(commandId.slice(0, 8), 16);

/** Whether what one reader is given of each stream has no gap and nothing twice. */
export class Continuity {
  private readonly last = new Map<string, Last>();

  /** @param whole the reader is given the whole log: then no other reader's word counts */
  constructor(
    private readonly log: KurrentLog,
    private readonly whole: boolean,
  ) {}

  /**
   * Takes the next whole appends. A stream that this reader meets in its middle is asked for what comes before: so that
   * a stream whose beginning is gone is noticed from wherever one reads.
   *
   * @throws IntegrityAlarm | Unavailable
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
      // Only the stream itself tells whether it is the same command, and says so with an alarm.
      if (first.part && bits.some((one) => commands.includes(one)))
        await streamOf(this.log, stream, 0, Number.MAX_SAFE_INTEGER);
      commands.push(...bits);
      this.last.delete(stream); // so that the map is in order of the last use
      this.last.set(stream, { revision: end.event.record.revision, commands });
      this.log.stands(stream, end.event.record.revision);
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
      ([stream, revision]) => revision > 0 && (this.whole || !this.log.isKnown(stream, revision - 1)),
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
      `event ${revision} of ${stream} repeats what stands already`,
      strangeEvent('eventTwice', stream, revision, id),
    );
  }
}
