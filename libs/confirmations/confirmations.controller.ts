import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { countingRule } from '#features/counting-rules';
import { casesSeenAmong, disciplineCase, disciplineCases } from '#features/discipline';
import { engagement, engagements, engagementsSeenAmong } from '#features/engagements';
import { periodClosing } from '#features/periods';
import { Confirm, Return } from '#kernel/confirmation';
import { idOf, StreamId, Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import { type Caller, inScope } from '#platform/access/caller';
import { readerOf } from '#platform/access/reader';
import type { Envelope } from '#platform/event-store/envelope';
import { Can } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { Enveloped } from '#platform/http/stream-command';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { reading } from '#platform/projections/reading';
import { listAnswer, reviewAnswer } from './answers.js';
import { ConfirmationStatus, RecordKind } from './codes.js';
import { confirmations } from './confirmations.projection.js';
import { type RecordStanding, standings } from './confirmations.queries.js';
import { type Confirmable, Reviewer } from './reviewer.handler.js';

const Confirmation = Confirm.meta({ id: 'Confirmation' });
const SendingBack = Return.meta({ id: 'SendingBack' });
const ListQuery = question({
  ...paging,
  status: ConfirmationStatus.default('WAITING'),
  recordKind: RecordKind.optional(),
});
const places = cursor('records by stream', z.strictObject({ stream: StreamId }));
type Of<S extends z.ZodType> = z.output<S>;

const ENGAGEMENT: Confirmable = {
  recordKind: 'ENGAGEMENT',
  decider: engagement,
  confirmed: 'EngagementConfirmed',
  returned: 'EngagementReturned',
};
const CASE: Confirmable = {
  recordKind: 'DISCIPLINE_CASE',
  decider: disciplineCase,
  confirmed: 'DisciplineCaseConfirmed',
  returned: 'DisciplineCaseReturned',
};
const RULE: Confirmable = {
  recordKind: 'COUNTING_RULE',
  decider: countingRule,
  confirmed: 'CountingRuleConfirmed',
  returned: 'CountingRuleReturned',
};

const PERIOD: Confirmable = {
  recordKind: 'PERIOD',
  decider: periodClosing,
  confirmed: 'PeriodConfirmed',
  returned: 'PeriodReturned',
  ended: 'PeriodClosed',
};

/** Records that are looked at together, until a page of those that the caller may see is full. */
const TOGETHER = 500;

/** One records, another confirms: "đúng với văn bản". */
@Controller('api')
export class ConfirmationsController {
  constructor(
    private readonly reviewer: Reviewer,
    private readonly time: TimeTravel,
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
  ) {}

  @Get('engagements/:id/review')
  @Can('read:engagements')
  @Answers(reviewAnswer)
  reviewEngagement(@Param('id', { schema: Uuid }) id: Uuid, @By() by: Caller) {
    return this.reviewer.look(ENGAGEMENT, id, by, by.under('ConfirmEngagement'));
  }

  @Post('engagements/:id/confirmation')
  @Can('ConfirmEngagement')
  confirmEngagement(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Confirmation }) data: Of<typeof Confirmation>,
    @Enveloped() envelope: Envelope,
    @By() by: Caller,
  ) {
    return this.reviewer.send(ENGAGEMENT, id, { type: 'ConfirmEngagement', data }, envelope, by);
  }

  @Post('engagements/:id/return')
  @Can('ReturnEngagement')
  returnEngagement(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: SendingBack }) data: Of<typeof SendingBack>,
    @Enveloped() envelope: Envelope,
    @By() by: Caller,
  ) {
    return this.reviewer.send(ENGAGEMENT, id, { type: 'ReturnEngagement', data }, envelope, by);
  }

  @Get('discipline-cases/:id/review')
  @Can('read:discipline-cases')
  @Answers(reviewAnswer)
  reviewCase(@Param('id', { schema: Uuid }) id: Uuid, @By() by: Caller) {
    return this.reviewer.look(CASE, id, by, by.under('ConfirmDisciplineCase'));
  }

  @Post('discipline-cases/:id/confirmation')
  @Can('ConfirmDisciplineCase')
  confirmCase(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Confirmation }) data: Of<typeof Confirmation>,
    @Enveloped() envelope: Envelope,
    @By() by: Caller,
  ) {
    return this.reviewer.send(CASE, id, { type: 'ConfirmDisciplineCase', data }, envelope, by);
  }

  @Post('discipline-cases/:id/return')
  @Can('ReturnDisciplineCase')
  returnCase(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: SendingBack }) data: Of<typeof SendingBack>,
    @Enveloped() envelope: Envelope,
    @By() by: Caller,
  ) {
    return this.reviewer.send(CASE, id, { type: 'ReturnDisciplineCase', data }, envelope, by);
  }

  @Get('counting-rules/:id/review')
  @Can('read:counting-rules')
  @Answers(reviewAnswer)
  reviewRule(@Param('id', { schema: Uuid }) id: Uuid, @By() by: Caller) {
    return this.reviewer.look(RULE, id, by, by.under('ConfirmCountingRule'));
  }

  @Post('counting-rules/:id/confirmation')
  @Can('ConfirmCountingRule')
  confirmRule(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Confirmation }) data: Of<typeof Confirmation>,
    @Enveloped() envelope: Envelope,
    @By() by: Caller,
  ) {
    return this.reviewer.send(RULE, id, { type: 'ConfirmCountingRule', data }, envelope, by);
  }

  @Post('counting-rules/:id/return')
  @Can('ReturnCountingRule')
  returnRule(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: SendingBack }) data: Of<typeof SendingBack>,
    @Enveloped() envelope: Envelope,
    @By() by: Caller,
  ) {
    return this.reviewer.send(RULE, id, { type: 'ReturnCountingRule', data }, envelope, by);
  }

  @Get('organizations/:id/periods/review')
  @Can('read:periods')
  @Answers(reviewAnswer)
  reviewPeriod(@Param('id', { schema: Uuid }) id: Uuid, @By() by: Caller) {
    return this.reviewer.look(PERIOD, id, by, by.under('ConfirmPeriod'));
  }

  @Post('organizations/:id/periods/confirmation')
  @Can('ConfirmPeriod')
  confirmPeriod(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Confirmation }) data: Of<typeof Confirmation>,
    @Enveloped() envelope: Envelope,
    @By() by: Caller,
  ) {
    return this.reviewer.send(PERIOD, id, { type: 'ConfirmPeriod', data }, envelope, by);
  }

  @Post('organizations/:id/periods/return')
  @Can('ReturnPeriod')
  returnPeriod(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: SendingBack }) data: Of<typeof SendingBack>,
    @Enveloped() envelope: Envelope,
    @By() by: Caller,
  ) {
    return this.reviewer.send(PERIOD, id, { type: 'ReturnPeriod', data }, envelope, by);
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
