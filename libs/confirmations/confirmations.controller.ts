import type { Decider } from '#kernel/decider';
import { CommandDoor } from '#platform/commands/door';
import { CONFIRMABLE } from './confirmable.js';
import { ReviewsOf } from './review-routes.controller.js';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { casesSeenAmong, disciplineCases } from '#features/discipline';
import { engagements, engagementsSeenAmong } from '#features/engagements';
import { idOf, StreamId, Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import { type Caller, inScope } from '#platform/access/caller';
import { readerOf } from '#platform/access/reader';
import { Can } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { reading } from '#platform/projections/reading';
import { listAnswer } from './answers.js';
import { ConfirmationStatus, RecordKind } from './codes.js';
import { confirmations } from './confirmations.projection.js';
import { type RecordStanding, standings } from './confirmations.queries.js';
import { Reviewer } from './reviewer.handler.js';

const ListQuery = question({
  ...paging,
  status: ConfirmationStatus.default('WAITING'),
  recordKind: RecordKind.optional(),
});
const places = cursor('records by stream', z.strictObject({ stream: StreamId }));
type Of<S extends z.ZodType> = z.output<S>;

/** Records that are looked at together, until a page of those that the caller may see is full. */
const TOGETHER = 500;

/** One records, another confirms: "đúng với văn bản". */
@ReviewsOf(CONFIRMABLE)
@Controller('api')
export class ConfirmationsController {
  constructor(
    readonly door: CommandDoor,
    readonly intake: Reviewer,
    private readonly time: TimeTravel,
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
  ) {}

  look(decider: Decider, id: Uuid, by: Caller) {
    return this.intake.look(decider, id, by);
  }

  /** Those that wait to be compared, unless another status is asked for. */
  @Get('confirmations')
  @Can('read:confirmations')
  @Answers(answered(listAnswer))
  async list(@Query({ schema: ListQuery }) query: Of<typeof ListQuery>, @By() by: Caller) {
    const moment = await this.time.moment(query, [confirmations.name, engagements.name, disciplineCases.name]);
    const found: RecordStanding[] = [];
    let after = places.read(query.cursor)?.stream;
    for (;;) {
      const asked = { status: query.status, recordKind: query.recordKind, after, limit: TOGETHER };
      const some = await standings(reading(this.db, confirmations), moment.known, asked);
      const seen = await this.#seen(some, moment.known, by);
      found.push(...some.filter(({ stream }) => seen.has(stream)));
      after = some.at(-1)?.stream;
      if (some.length < TOGETHER || found.length > query.limit) break;
    }
    const page = found.slice(0, query.limit);
    const last = found.length > query.limit ? page.at(-1) : undefined;
    return {
      records: page.map(({ stream, wrong, ...one }) => ({ id: idOf(stream), ...one, entries: [...wrong] })),
      next: last ? places.write({ stream: last.stream }) : null,
      ...stamp(moment),
    };
  }

  /** Of some records those that the caller may see: two queries. */
  async #seen(some: readonly RecordStanding[], known: bigint, by: Caller): Promise<ReadonlySet<StreamId>> {
    const of = (kind: RecordKind) => some.filter(({ recordKind }) => recordKind === kind).map(({ stream }) => stream);
    const [ofEngagements, ofCases] = await Promise.all([
      engagementsSeenAmong(reading(this.db, engagements), known, readerOf(by), of('ENGAGEMENT')),
      casesSeenAmong(reading(this.db, disciplineCases), known, by.scope, of('DISCIPLINE_CASE')),
    ]);
    // A way of counting is the whole store's, and no secret of anybody's.
    const ofRules = by.scope.everything ? of('COUNTING_RULE') : [];
    const ofPeriods = of('PERIOD').filter((stream) => inScope(by.scope, idOf(stream)));
    return new Set([...ofEngagements, ...ofCases, ...ofRules, ...ofPeriods]);
  }
}
