import { z } from 'zod';
import { BEGINNING, type EventStore, type StoredEvent } from '#platform/event-store/event-store';

/** The position of an answer, and its figures that can be counted in the log. */
export interface Answer {
  readonly kind: string;
  readonly position: bigint;
  readonly counted?: Counted;
}
export interface Counted {
  /** Turns of organizations, and number of inspections. */
  readonly turns?: number;
  readonly inspections?: number;
  /** Number of entries of one stream. */
  readonly entries?: { readonly stream: string; readonly count: number };
}

/** The counts in the log up to the end of an append. */
interface Mark extends Required<Pick<Counted, 'turns' | 'inspections'>> {
  readonly end: bigint;
}

const Opened = z.looseObject({
  subjects: z.array(z.looseObject({ subjectId: z.string(), memberId: z.string().nullable() })),
});
const Concluded = z.looseObject({ subjectId: z.string() });
const Prepared = z.looseObject({ figures: z.looseObject({ position: z.string(), inspections: z.int() }) });

/**
 * Judges answers by a log that is read after all answers. It groups events into appends by their command ids, and never
 * uses what the store says of its appends.
 */
export class AppendJudge {
  readonly #marks: Mark[] = [{ end: BEGINNING, turns: 0, inspections: 0 }];
  readonly #streams = new Map<string, { readonly end: bigint; readonly size: number }[]>();

  constructor(readonly log: readonly StoredEvent[]) {
    let first = 0;
    for (const [i, { record }] of log.entries()) {
      if (log[i + 1]?.record.commandId === record.commandId) continue;
      this.#add(log.slice(first, i + 1));
      first = i + 1;
    }
  }

  static async of(store: Pick<EventStore, 'readAll'>): Promise<AppendJudge> {
    const log: StoredEvent[] = [];
    for (let page = await store.readAll(BEGINNING, 5000); page.length > 0;) {
      log.push(...page);
      page = await store.readAll(page.at(-1)?.position ?? BEGINNING, 5000);
    }
    return new AppendJudge(log);
  }

  /** Events whose `endsAppend` disagrees with their command. */
  misnamed(): readonly StoredEvent[] {
    return this.log.filter(({ position, endsAppend }) => endsAppend !== this.isEnd(position));
  }

  isEnd(position: bigint): boolean {
    return this.#markAt(position).end === position;
  }

  /** Answers whose position is inside an append. */
  inside(answers: readonly Answer[]): readonly Answer[] {
    return answers.filter(({ position }) => !this.isEnd(position));
  }

  /** Answers whose figures differ from the count of whole appends up to their position. */
  halves(answers: readonly Answer[]): readonly Answer[] {
    return answers.filter(({ position, counted: { turns, inspections, entries } = {} }) => {
      const mark = this.#markAt(position);
      if (turns !== undefined && turns !== mark.turns) return true;
      if (inspections !== undefined && inspections !== mark.inspections) return true;
      return entries !== undefined && entries.count !== this.#sizeOf(entries.stream, position);
    });
  }

  /** The figures of closed periods in the log. */
  periods(): readonly Answer[] {
    return this.log.flatMap(({ record: { type, data } }) => {
      if (type !== 'PeriodPrepared') return [];
      const { position, inspections } = Prepared.parse(data).figures;
      return [{ kind: 'period prepared', position: BigInt(position), counted: { inspections } }];
    });
  }

  #add(append: readonly StoredEvent[]): void {
    const [first] = append;
    const last = append.at(-1);
    const before = this.#marks.at(-1);
    if (!first || !last || !before) return;
    const opened = first.record.type === 'EngagementOpened' ? Opened.parse(first.record.data).subjects : [];
    const bodies = new Set(opened.filter(({ memberId }) => memberId === null).map(({ subjectId }) => subjectId));
    const turns = append.filter(
      ({ record: { type, data } }) => type === 'SubjectConcluded' && bodies.has(Concluded.parse(data).subjectId),
    ).length;
    const inspections = before.inspections + (turns > 0 ? 1 : 0);
    this.#marks.push({ end: last.position, turns: before.turns + turns, inspections });
    const { stream, revision } = last.record;
    const ends = this.#streams.get(stream) ?? [];
    this.#streams.set(stream, [...ends, { end: last.position, size: revision + 1 }]);
  }

  /** The last end of an append at or before a position. */
  #markAt(position: bigint): Mark {
    let [low, high] = [0, this.#marks.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#marks[middle]?.end ?? BEGINNING) <= position) low = middle;
      else high = middle - 1;
    }
    const mark = this.#marks[low];
    if (!mark) throw new RangeError('a log without a beginning');
    return mark;
  }

  #sizeOf(stream: string, position: bigint): number {
    return this.#streams.get(stream)?.findLast(({ end }) => end <= position)?.size ?? 0;
  }
}
