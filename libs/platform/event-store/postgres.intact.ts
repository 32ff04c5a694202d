import type { StreamId } from '#kernel/ids';
import { IntegrityAlarm, type StoredEvent, type Strange } from './event-store.js';

type Range = readonly [first: bigint, last: bigint];

/** Whether a log in PostgreSQL has all that was written to it: positions and revisions have no gaps. */
export class Intact {
  #frozen = new Set<string>();
  #gone: readonly Range[] = [];

  setAside(things: readonly Strange[]): void {
    this.#frozen = new Set(things.flatMap(({ stream }) => (stream === null ? [] : [stream])));
    this.#gone = things.flatMap(({ positions }) =>
      positions ? [[BigInt(positions.first), BigInt(positions.last)]] : [],
    );
  }

  isSetAside(stream: string): boolean {
    return this.#frozen.has(stream);
  }

  /** @throws IntegrityAlarm where what was read of a stream from a revision on does not hold together */
  stream(stream: StreamId, from: number, events: readonly StoredEvent[]): void {
    for (const [i, { record }] of events.entries()) {
      if (record.revision === from + i || this.#frozen.has(stream)) continue;
      const revision = String(from + i);
      const what = { kind: 'missingEvents', stream, revision, event: null, positions: null } as const;
      throw new IntegrityAlarm(`${stream} has revision ${record.revision} where ${revision} belongs`, what);
    }
  }

  /**
   * The first positions that are missing from a page of the log and that nobody has set aside.
   * @param end where the log ended when the page was read; null where the page is not its last
   */
  missing(after: bigint, events: readonly StoredEvent[], end: bigint | null): Range | null {
    let expected = after + 1n;
    for (const { position } of events) {
      if (position !== expected && !this.#isGone(expected, position - 1n)) return [expected, position - 1n];
      expected = position + 1n;
    }
    return end !== null && end >= expected && !this.#isGone(expected, end) ? [expected, end] : null;
  }

  alarm([first, last]: Range, orphan: { readonly stream: string; readonly revision: number } | null): IntegrityAlarm {
    const where = orphan ? `, ${orphan.stream} from revision ${orphan.revision} on among them` : '';
    return new IntegrityAlarm(`positions ${first} to ${last} are missing from the log${where}`, {
      kind: 'missingPositions',
      stream: orphan?.stream ?? null,
      revision: orphan ? String(orphan.revision) : null,
      event: null,
      positions: { first: String(first), last: String(last) },
    });
  }

  #isGone(first: bigint, last: bigint): boolean {
    return this.#gone.some(([from, to]) => from <= first && last <= to);
  }
}
