import { Injectable } from '@nestjs/common';
import { disciplineCase } from '#features/discipline';
import { engagement } from '#features/engagements';
import type { Decider } from '#kernel/decider';
import type { Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import { Executor } from '#platform/commands/execute';
import { personsOfRecord } from '#platform/commands/record-by-id';
import { LogOfReadings, type Reading, type ReadingFilter } from './log-of-readings.queries.js';
import { idsAsked, type OpenedEntry } from './reading.js';

/** The kinds of record that may be restricted or about a person. A test compares them with the list of features. */
export const KINDS_OF_CASES: readonly Decider[] = [engagement, disciplineCase];

/** The most readings in one read of the log. */
const CHUNK = 200;

/** Records that are looked up at a time. */
const ABREAST = 16;

/** What a caller asks the log of readings for. */
export interface ReadingsAsked extends Omit<ReadingFilter, 'naming'> {
  /** Only readings that name this id: of a record, a person, an organization. */
  readonly about?: Uuid | undefined;
  /** Only readings that name this member. */
  readonly memberId?: Uuid | undefined;
}

/** The readings that a caller may see. */
@Injectable()
export class ReadingsSeen {
  constructor(
    private readonly log: LogOfReadings,
    private readonly executor: Executor,
  ) {}

  /**
   * Readings, newest first. Leaves out readings by others whose question names a record that the caller may not see, or
   * that is about the caller; and from the other readings, the opened records of which the same is true. A reading that
   * matches the filter only by what is left out is not found. Only as many are returned as a page holds, so a page is
   * full while there are more. The caller's own readings are always shown whole: leaving them out would tell that a
   * record exists.
   *
   * Cost: two reads of the log of records for each record that the readings name and the cache does not hold.
   *
   * @throws OwnCase if the filter names the caller or a record about the caller
   */
  async page(asked: ReadingsAsked, before: bigint | null, limit: number, by: Caller): Promise<readonly Reading[]> {
    const page: Reading[] = [];
    for await (const reading of this.#readings(asked, before, Math.min(limit, CHUNK), by))
      if (page.push(reading) === limit) break;
    return page;
  }

  /** All readings that `page` gives, newest first. @throws OwnCase as `page` */
  all(asked: ReadingsAsked, by: Caller): AsyncGenerator<Reading> {
    return this.#readings(asked, null, CHUNK, by);
  }

  /** @param chunk readings in one read of the log; what they name is looked up whole */
  async *#readings(asked: ReadingsAsked, before: bigint | null, chunk: number, by: Caller): AsyncGenerator<Reading> {
    const { about, memberId, ...filter } = asked;
    const naming = [about, memberId].flatMap((id) => id ?? []);
    by.assertNotOwn(naming);
    if (about !== undefined) by.assertNotOwn((await this.#personsOf(about, by)) ?? []);
    const shown = new Shown(this.executor, by);
    for (let from = before; ;) {
      const readings = await this.log.page({ ...filter, naming }, from, chunk);
      await shown.prepare(readings);
      for (const reading of readings) {
        const seen = shown.of(reading);
        if (seen && naming.every((id) => names(seen, id))) yield seen;
      }
      const last = readings.at(-1);
      if (!last || readings.length < chunk) return;
      from = last.position;
    }
  }

  /** Null for a record that the caller may not see, and for an id of nothing. */
  async #personsOf(id: Uuid, by: Caller): Promise<readonly Uuid[] | null> {
    const persons = await personsOfRecord(this.executor, KINDS_OF_CASES, id, by);
    return persons === 'hidden' ? null : persons;
  }
}

/** What one caller may see of readings. Remembers its answers, so make one for each request. */
class Shown {
  readonly #known = new Map<string, boolean>();

  constructor(
    private readonly executor: Executor,
    private readonly by: Caller,
  ) {}

  /** Looks up all records that some readings name. */
  async prepare(readings: readonly Reading[]): Promise<void> {
    const wanted = new Map<string, readonly [Uuid, readonly Decider[]]>();
    for (const reading of readings) {
      if (this.#isOwn(reading)) continue;
      for (const id of idsAsked(reading.data)) wanted.set(id, [id, KINDS_OF_CASES]);
      for (const { category, id } of reading.opened) {
        const kinds = KINDS_OF_CASES.filter((kind) => kind.category === category);
        if (kinds.length > 0) wanted.set(keyOf(category, id), [id, kinds]);
      }
    }
    const left = [...wanted].filter(([key]) => !this.#known.has(key));
    const work = async () => {
      for (let one = left.pop(); one; one = left.pop()) {
        const [key, [id, kinds]] = one;
        const persons = await personsOfRecord(this.executor, kinds, id, this.by);
        this.#known.set(key, persons === null || (persons !== 'hidden' && !this.by.isAbout(persons)));
      }
    };
    await Promise.all(Array.from({ length: ABREAST }, work));
  }

  /** The reading without what the caller may not see; null if the caller may not see it at all. */
  of(reading: Reading): Reading | null {
    if (this.#isOwn(reading)) return reading;
    const isShown = (key: string, persons: readonly Uuid[]) =>
      this.#known.get(key) !== false && !this.by.isAbout(persons);
    if (!idsAsked(reading.data).every((id) => isShown(id, [id]))) return null;
    const opened = reading.opened.filter(({ category, id, members }) => isShown(keyOf(category, id), members));
    return { ...reading, opened };
  }

  #isOwn({ record }: Reading): boolean {
    return record.actor.id === this.by.personId;
  }
}

const keyOf = (category: string, id: Uuid): string => `${category} ${id}`;

const names = ({ data, opened }: Reading, id: Uuid): boolean =>
  idsAsked(data).includes(id) || opened.some((entry) => isAbout(entry, id));

/** Whether what was opened is a record, or is about a member. */
export const isAbout = (entry: OpenedEntry, id: Uuid): boolean => entry.id === id || entry.members.includes(id);
