import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { disciplineCases } from '#features/discipline';
import { engagements } from '#features/engagements';
import type { Decider } from '#kernel/decider';
import { suspectedTwins, twins } from '#features/twins';
import { idOf, StreamId, streamId, Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { readerOf } from '#platform/access/reader';
import { CommandDoor } from '#platform/commands/door';
import { Can } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { answered, question, stamp, type TimeParameters, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { listAnswer } from './answers.js';
import { ConfirmationStatus, RecordKind } from './codes.js';
import { CONFIRMABLE } from './confirmable.js';
import { confirmations } from './confirmations.projection.js';
import { standings } from './confirmations.queries.js';
import { ReviewsOf } from './review-routes.controller.js';
import { Reviewer } from './reviewer.handler.js';

const ListQuery = question({
  ...paging,
  status: ConfirmationStatus.default('WAITING'),
  recordKind: RecordKind.optional(),
});
/** More than a person would compare one by one. */
const MOST_TWINS = 50;
const places = cursor('records by stream', z.strictObject({ stream: StreamId }));
type Of<S extends z.ZodType> = z.output<S>;

/** A second person confirms what one person recorded: "đúng với văn bản". */
@ReviewsOf(CONFIRMABLE)
@Controller('api')
export class ConfirmationsController {
  constructor(
    readonly door: CommandDoor,
    readonly intake: Reviewer,
    private readonly time: TimeTravel,
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
  ) {}

  async look(decider: Decider, id: Uuid, query: TimeParameters, by: Caller) {
    const moment = await this.time.moment(query, [confirmations.name, twins.name]);
    // The present record is read from the log itself, which may be ahead of the read models.
    const upTo = query.knownAt === undefined ? null : moment.position;
    const review = await this.intake.readForReview(decider, id, by, upTo);
    const db = rowsFor(this.db, twins, readerOf(by));
    const of = streamId(decider.category, id);
    const suspected = await suspectedTwins(db, { position: moment.position, of, limit: MOST_TWINS });
    return { ...review, suspectedTwins: suspected, ...stamp(moment) };
  }

  /** Records that wait for comparison, unless another status is requested. */
  @Get('confirmations')
  @Can('read:confirmations')
  @Answers(answered(listAnswer))
  async list(@Query({ schema: ListQuery }) query: Of<typeof ListQuery>, @By() by: Caller) {
    const moment = await this.time.moment(query, [confirmations.name, engagements.name, disciplineCases.name]);
    const db = rowsFor(this.db, confirmations, readerOf(by));
    const { status, recordKind, limit } = query;
    const after = places.read(query.cursor)?.stream;
    const statuses = await standings(db, moment.position, { status, recordKind, after, limit: limit + 1 });
    const page = statuses.slice(0, limit);
    const last = statuses.length > limit ? page.at(-1) : undefined;
    return {
      records: page.map(({ stream, wrong, ...record }) => ({ id: idOf(stream), ...record, entries: [...wrong] })),
      next: last ? places.write({ stream: last.stream }) : null,
      ...stamp(moment),
    };
  }
}
