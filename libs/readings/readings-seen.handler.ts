import { Inject, Injectable } from '@nestjs/common';
import { KINDS_OF_CASES } from '#features/erasure';
import { member } from '#features/members';
import type { Uuid } from '#kernel/ids';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import type { Caller } from '#platform/access/caller';
import { Executor } from '#platform/commands/execute';
import { personsOfRecord } from '#platform/commands/record-by-id';
import { type RecordNamed, RecordsShown } from '#platform/commands/records-shown';
import { LogOfReadings, type Reading, type ReadingFilter } from './log-of-readings.queries.js';
import { idsAsked, type OpenedEntry } from './reading.js';

/** The most readings in one read of the log. */
const CHUNK = 200;

/** What a caller asks the log of readings for. */
export interface ReadingsAsked extends Omit<ReadingFilter, 'naming' | 'personIds'> {
  /** Only readings by this person, under whatever id of theirs. */
  readonly personId?: Uuid | undefined;
  /** Only readings that name this id: of a record, a person, an organization. */
  readonly about?: Uuid | undefined;
  /** Only readings that name this member, under whatever id of theirs. */
  readonly memberId?: Uuid | undefined;
}

/** The readings that a caller may see. */
@Injectable()
export class ReadingsSeen {
  constructor(
    private readonly log: LogOfReadings,
    private readonly executor: Executor,
    @Inject(AUTHORITY) private readonly authority: Authority,
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
    const { about, memberId, personId, ...more } = asked;
    const naming = this.named({ about, memberId });
    by.assertNotOwn(naming.flat());
    const filter = personId === undefined ? more : { ...more, personIds: [...this.authority.recordsOf(personId)] };
    if (about !== undefined) by.assertNotOwn((await this.#personsOf(about, by)) ?? []);
    const shown = new Shown(this.executor, by);
    for (let from = before; ;) {
      const readings = await this.log.page({ ...filter, naming }, from, chunk);
      await shown.prepare(readings);
      for (const reading of readings) {
        const seen = shown.of(reading);
        if (seen && naming.every((ids) => ids.some((id) => names(seen, id)))) yield seen;
      }
      const last = readings.at(-1);
      if (!last || readings.length < chunk) return;
      from = last.position;
    }
  }

  /** What a question names, each with its ids: a person is named by every record that is linked with theirs now. */
  named({ about, memberId }: Pick<ReadingsAsked, 'about' | 'memberId'>): readonly (readonly Uuid[])[] {
    return [about, memberId].flatMap((id) => (id === undefined ? [] : [[...this.authority.recordsOf(id)]]));
  }

  /** Null for a record that the caller may not see, and for an id of nothing. */
  async #personsOf(id: Uuid, by: Caller): Promise<readonly Uuid[] | null> {
    const persons = await personsOfRecord(this.executor, KINDS_OF_CASES, id, by);
    return persons === 'hidden' ? null : persons;
  }
}

/** What one caller may see of readings. Make one for each request. */
class Shown {
  readonly #records: RecordsShown;

  constructor(
    executor: Executor,
    private readonly by: Caller,
  ) {
    this.#records = new RecordsShown(executor, by);
  }

  /** Looks up all records that some readings name. */
  async prepare(readings: readonly Reading[]): Promise<void> {
    const others = readings.filter((reading) => !this.#isOwn(reading));
    await this.#records.prepare(
      others.flatMap(({ data, opened }) => [...recordsAsked(data), ...opened.flatMap(recordsIn)]),
    );
  }

  /** The reading without what the caller may not see; null if the caller may not see it at all. */
  of(reading: Reading): Reading | null {
    if (this.#isOwn(reading)) return reading;
    if (!recordsAsked(reading.data).every((one) => this.#records.isShown(one, [one.id]))) return null;
    const opened = reading.opened.filter(
      (entry) =>
        !this.by.isAbout(entry.members) && recordsIn(entry).every((one) => this.#records.isShown(one, entry.members)),
    );
    return { ...reading, opened: withoutTraces(reading, opened) };
  }

  #isOwn({ record }: Reading): boolean {
    return record.actor.id === this.by.personId;
  }
}

/**
 * What is shown of a reading, without the persons whose names the answer told only because of a record that is left out:
 * that they were read would tell that there is such a record.
 */
function withoutTraces({ data, opened: all }: Reading, shown: readonly OpenedEntry[]): readonly OpenedEntry[] {
  const isPerson = ({ category }: OpenedEntry): boolean => category === member.category;
  if (!all.some((entry) => !isPerson(entry) && !shown.includes(entry))) return shown;
  const named = new Set([...idsAsked(data), ...shown.flatMap((entry) => (isPerson(entry) ? [] : entry.members))]);
  return shown.filter((entry) => !isPerson(entry) || named.has(entry.id));
}

/** What the question of a reading names. It may be a record of any of the kinds. */
const recordsAsked = (data: Reading['data']): readonly RecordNamed[] =>
  idsAsked(data).map((id) => ({ id, kinds: KINDS_OF_CASES }));

/** The record that was opened, if it may be restricted or about a person; else nothing. */
function recordsIn({ category, id }: OpenedEntry): readonly RecordNamed[] {
  const kinds = KINDS_OF_CASES.filter((kind) => kind.category === category);
  return kinds.length === 0 ? [] : [{ id, kinds }];
}

const names = ({ data, opened }: Reading, id: Uuid): boolean =>
  idsAsked(data).includes(id) || opened.some((entry) => isAbout(entry, id));

/** Whether what was opened is a record, or is about a member. */
export const isAbout = (entry: OpenedEntry, id: Uuid): boolean => entry.id === id || entry.members.includes(id);
