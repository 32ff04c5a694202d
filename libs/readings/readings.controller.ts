import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { Can } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { Costly } from '#platform/http/costly';
import { RecordsReading } from '#platform/http/records-reading';
import { readingsAnswer } from './answers.js';
import { type ReadingFilter, LogOfReadings, type Reading } from './log-of-readings.queries.js';
import { ReadingsSeen } from './readings-seen.handler.js';

const OwnQuery = z.strictObject(paging);
const ListQuery = z.strictObject({
  ...paging,
  personId: Uuid.optional().describe('Only readings by this person'),
  about: Uuid.optional().describe('Only readings whose path named this id'),
});
const places = cursor('readings, newest first', z.strictObject({ before: z.string().regex(/^\d{1,18}$/) }));

/** The log of readings: who read sealed content, exports, searches or histories, and for what purpose. */
@Controller('api/readings')
export class ReadingsController {
  constructor(
    private readonly log: LogOfReadings,
    private readonly seen: ReadingsSeen,
  ) {}

  /**
   * Readings in roles within the caller's scope, newest first, except readings by others about records that the caller
   * may not see or that are about the caller. Reading this list is recorded as a reading, too.
   */
  @Get()
  @Can('read:readings')
  @Costly()
  @RecordsReading('EXPORT')
  @Answers(readingsAnswer)
  list(@Query({ schema: ListQuery }) { personId, about, ...page }: z.output<typeof ListQuery>, @By() by: Caller) {
    const filter = { personId, about, scope: by.scope };
    return this.#page(page, (before, limit) => this.seen.page(filter, before, limit, by));
  }

  /** The caller's own readings, newest first. */
  @Get('mine')
  @Can('read:own-readings')
  @Answers(readingsAnswer)
  mine(@Query({ schema: OwnQuery }) page: z.output<typeof OwnQuery>, @By() by: Caller) {
    const filter: ReadingFilter = { personId: by.personId, scope: { everything: true } };
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
      readings: readings.slice(0, limit).map(({ record: { recordedAt, actor, correlationId }, data }) => ({
        at: recordedAt,
        personId: actor.id,
        role: actor.role,
        organizationId: actor.organizationId,
        delegationId: actor.delegationId,
        ...data,
        requestId: correlationId,
      })),
      next: last ? places.write({ before: String(last.position) }) : null,
    };
  }
}
