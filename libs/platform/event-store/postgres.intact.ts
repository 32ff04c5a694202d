import type { StreamId } from '#kernel/ids';
import { IntegrityAlarm, type StoredEvent, type Strange } from './event-store.js';

export type Range = readonly [first: bigint, last: bigint];

/** Checks that a log in PostgreSQL still holds everything that was written: positions and revisions have no gaps. */
export class Intact {
  #frozen = new Set<string>();
  #gone: readonly Range[] = [];

  setAside(things: readonly Strange[]): void {
    this.#frozen = new Set(things.flatMap(({ stream }) => (stream === null ? [] : [stream])));
    this.#gone = things
      .flatMap(({ positions }): Range[] => (positions ? [[BigInt(positions.first), BigInt(positions.last)]] : []))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  isSetAside(stream: string): boolean {
    return this.#frozen.has(stream);
  }

  /** @throws IntegrityAlarm if events that were read of a stream from a revision on have a gap */
  stream(stream: StreamId, from: number, events: readonly StoredEvent[]): void {
    for (const [i, { record }] of events.entries()) {
      if (record.revision === from + i || this.#frozen.has(stream)) continue;
      const revision = String(from + i);
      const what = { kind: 'missingEvents', stream, revision, event: null, positions: null } as const;
      throw new IntegrityAlarm(`${stream} has revision ${record.revision} where ${revision} belongs`, what);
    }
  }

  /**
   * The first positions that are missing from a page of the log and that nobody has set aside; null if there are none.
   * @param end the page should hold every event up to this position
   */
  missing(after: bigint, events: readonly StoredEvent[], end: bigint): Range | null {
    let expected = after + 1n;
    for (const { position } of events) {
      const missing = this.ofGap([expected, position - 1n]);
      if (missing) return missing;
      expected = position + 1n;
    }
    return this.ofGap([expected, end]);
  }

  /** The first positions of a gap that nobody has set aside. Parts of the gap may have been set aside one by one. */
  ofGap([first, last]: Range): Range | null {
    let from = first;
    for (const [begins, ends] of this.#gone) if (begins <= from && from <= ends) from = ends + 1n;
    if (from > last) return null;
    const next = this.#gone.find(([begins]) => begins > from && begins <= last);
    return [from, next ? next[0] - 1n : last];
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
}
