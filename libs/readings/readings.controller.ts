import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { addDays, endOfDay, Instant, instant, PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { Can } from '#platform/http/actor';
import { reversed } from '#platform/http/day-filters';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { fieldProblem } from '#platform/http/problems';
import { Costly } from '#platform/http/costly';
import { RecordsReading } from '#platform/http/records-reading';
import { readingsAnswer, reportAnswer } from './answers.js';
import { LogOfReadings, type Reading } from './log-of-readings.queries.js';
import { isAbout, ReadingsSeen } from './readings-seen.handler.js';
import { ReadingReport } from './report.js';

const OwnQuery = z.strictObject(paging);
const Moment = z.union([PlainDate, Instant]);
const filters = {
  about: Uuid.optional().describe(
    'Only readings whose question or answer named this id: of a record, or of a person under any linked record',
  ),
  memberId: Uuid.optional().describe(
    'Only readings whose question or answer named this member, under any linked record of theirs',
  ),
  personId: Uuid.optional().describe('Only readings by this person, under any linked record of theirs'),
};
const ListQuery = z.strictObject({
  ...paging,
  ...filters,
  from: Moment.optional().describe('From this day (its beginning in Asia/Ho_Chi_Minh) or this moment in UTC'),
  to: Moment.optional().describe('Up to this day (its end in Asia/Ho_Chi_Minh) or this moment in UTC'),
});
const ReportQuery = z.strictObject({
  ...filters,
  from: Moment.describe('From this day (its beginning in Asia/Ho_Chi_Minh) or this moment in UTC'),
  to: Moment.optional().describe('Up to this day (its end in Asia/Ho_Chi_Minh) or this moment in UTC; default: now'),
});
const places = cursor('readings, newest first', z.strictObject({ before: z.string().regex(/^\d{1,18}$/) }));

/** The longest report. A longer one is asked for in parts, so that one request cannot keep the program busy for long. */
const MOST_DAYS = 31;

/** The log of readings: who read sealed content, exports, searches or histories, and for what purpose. */
@Controller('api/readings')
export class ReadingsController {
  constructor(
    private readonly log: LogOfReadings,
    private readonly seen: ReadingsSeen,
  ) {}

  /**
   * Readings in roles within the caller's scope, newest first, except readings by others about records that the caller
   * may not see or that are about the caller. Such records are left out of what an answer held, too. Reading this list
   * is recorded as a reading.
   */
  @Get()
  @Can('read:readings')
  @Costly()
  @RecordsReading('EXPORT')
  @Answers(readingsAnswer)
  list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>, @By() by: Caller) {
    const { about, memberId, personId, from, to, ...page } = query;
    const asked = { about, memberId, personId, from: from && beginningOf(from), to: to && endOf(to), scope: by.scope };
    if (asked.from && asked.to && asked.to < asked.from) throw reversed('from', 'to');
    return this.#page(page, (before, limit) => this.seen.page(asked, before, limit, by));
  }

  /**
   * Who read what of a member or a record, or what a person read, in at most 31 days: complete in one answer, grouped by
   * reader. Leaves out what the list leaves out. Asking for it is recorded as a reading.
   */
  @Get('report')
  @Can('read:readings')
  @Costly()
  @RecordsReading('EXPORT')
  @Answers(reportAnswer)
  async report(@Query({ schema: ReportQuery }) query: z.output<typeof ReportQuery>, @By() by: Caller) {
    const { about, memberId, personId } = query;
    if (about === undefined && memberId === undefined && personId === undefined)
      throw fieldProblem('query', 'memberId', 'missing', {
        vi: 'Phải nêu ít nhất một: đảng viên, hồ sơ hoặc người tra cứu',
        en: 'Name at least one: a member (memberId), a record (about) or a reader (personId)',
      });
    const [from, to] = [beginningOf(query.from), query.to ? endOf(query.to) : instant(new Date())];
    if (to < from) throw reversed('from', 'to');
    if (Date.parse(to) - Date.parse(from) > MOST_DAYS * DAY_MS)
      throw fieldProblem('query', 'from', 'too-long', {
        vi: `Một báo cáo gồm nhiều nhất ${MOST_DAYS} ngày; hãy hỏi thành nhiều phần`,
        en: `A report covers at most ${MOST_DAYS} days; ask for it in parts`,
      });
    const report = new ReadingReport();
    const named = this.seen.named({ about, memberId });
    for await (const { record, data, opened } of this.seen.all(
      { about, memberId, personId, from, to, scope: by.scope },
      by,
    )) {
      report.add({
        at: record.recordedAt,
        actor: record.actor,
        data,
        opened: opened.filter((entry) => named.every((ids) => ids.some((id) => isAbout(entry, id)))),
      });
    }
    return { from, to, ...report.answer };
  }

  /** The caller's own readings, newest first. */
  @Get('mine')
  @Can('read:own-readings')
  @Answers(readingsAnswer)
  mine(@Query({ schema: OwnQuery }) page: z.output<typeof OwnQuery>, @By() by: Caller) {
    const filter = { personIds: [...by.personIds], scope: { everything: true } } as const;
    return this.#page(page, (before, limit) => this.log.page(filter, before, limit));
  }

  async #page(
    { limit, cursor: from }: z.output<typeof OwnQuery>,
    read: (before: bigint | null, limit: number) => Promise<readonly Reading[]>,
  ) {
    const before = places.read(from)?.before ?? null;
    const readings = await read(before === null ? null : BigInt(before), limit + 1);
    const last = readings.length > limit ? readings[limit - 1] : undefined;
    return {
      readings: readings.slice(0, limit).map(({ record: { recordedAt, actor, correlationId }, data, opened }) => ({
        at: recordedAt,
        personId: actor.id,
        role: actor.role,
        organizationId: actor.organizationId,
        delegationId: actor.delegationId,
        ...data,
        opened: [...opened],
        requestId: correlationId,
      })),
      next: last ? places.write({ before: String(last.position) }) : null,
    };
  }
}

const DAY_MS = 24 * 60 * 60 * 1000;

const isDay = (moment: PlainDate | Instant): moment is PlainDate => moment.length === 10;
const endOf = (moment: PlainDate | Instant): Instant => (isDay(moment) ? endOfDay(moment) : moment);
/** The moment after the end of the day before. */
const beginningOf = (moment: PlainDate | Instant): Instant =>
  isDay(moment) ? instant(new Date(Date.parse(endOfDay(addDays(moment, -1))) + 1)) : moment;
