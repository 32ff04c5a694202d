import { Injectable } from '@nestjs/common';
import { disciplineCase } from '#features/discipline';
import { engagement } from '#features/engagements';
import type { Decider } from '#kernel/decider';
import { Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import { Executor } from '#platform/commands/execute';
import { personsOfRecord } from '#platform/commands/record-by-id';
import { LogOfReadings, type Reading, type ReadingFilter } from './log-of-readings.queries.js';

/** The kinds of record that may be restricted or about a person. A test compares them with the list of features. */
export const KINDS_OF_CASES: readonly Decider[] = [engagement, disciplineCase];

/** Readings in one read of the log while the page is not full. */
const CHUNK = 200;

/** The readings that a caller may see. */
@Injectable()
export class ReadingsSeen {
  constructor(
    private readonly log: LogOfReadings,
    private readonly executor: Executor,
  ) {}

  /**
   * Readings, newest first, without those by others about a record that the caller may not see, or that is about the
   * caller. Only as many are returned as a page holds, so a page is full while there are more. The caller's own
   * readings are always shown: leaving them out would tell that a record exists.
   *
   * Cost: two reads of the log of records for each id that the readings name and the cache does not hold.
   *
   * @throws OwnCase if the filter names a record about the caller
   */
  async page(filter: ReadingFilter, before: bigint | null, limit: number, by: Caller): Promise<readonly Reading[]> {
    const known = new Map<Uuid, boolean>();
    const isShown = async (id: Uuid) => {
      const answer = known.get(id) ?? (await this.#maySee(id, by));
      known.set(id, answer);
      return answer;
    };
    if (filter.about !== undefined) by.assertNotOwn((await this.#personsOf(filter.about, by)) ?? []);
    const page: Reading[] = [];
    for (let from = before; ;) {
      const readings = await this.log.page(filter, from, CHUNK);
      for (const reading of readings) {
        const isOwn = reading.record.actor.id === by.personId;
        if (isOwn || (await everyOf(idsIn(reading), isShown))) page.push(reading);
        if (page.length === limit) return page;
      }
      const last = readings.at(-1);
      if (!last || readings.length < CHUNK) return page;
      from = last.position;
    }
  }

  async #maySee(id: Uuid, by: Caller): Promise<boolean> {
    const persons = await personsOfRecord(this.executor, KINDS_OF_CASES, id, by);
    return persons === null || (persons !== 'hidden' && !by.isAbout(persons));
  }

  /** Null for a record that the caller may not see, and for an id of nothing. */
  async #personsOf(id: Uuid, by: Caller): Promise<readonly Uuid[] | null> {
    const persons = await personsOfRecord(this.executor, KINDS_OF_CASES, id, by);
    return persons === 'hidden' ? null : persons;
  }
}

/** The ids that a reading names, in the path or in the query of its request. */
const idsIn = ({ data: { about, filters } }: Reading): readonly Uuid[] =>
  [...Object.values(about), ...Object.values(filters)].flatMap((value) => Uuid.safeParse(value).data ?? []);

async function everyOf<T>(all: readonly T[], holds: (one: T) => Promise<boolean>): Promise<boolean> {
  for (const one of all) if (!(await holds(one))) return false;
  return true;
}
