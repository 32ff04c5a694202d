import { Get, Inject, Param, Query } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { streamId, Uuid } from '#kernel/ids';
import { EVERYTHING } from '#platform/access/reader';
import { CommandDoor } from '#platform/commands/door';
import { Executor } from '#platform/commands/execute';
import { Can } from '#platform/http/actor';
import { CommandsOf } from '#platform/http/command-routes';
import { Answers } from '#platform/http/openapi';
import { answeredOfRecord, momentOfRecord, questionOfRecord, stampOfRecord } from '#platform/http/record-steps';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { absence } from '#platform/http/tombstone';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { oneTermAnswer, termsAnswer } from './answers.js';
import { term } from './term.js';
import { terms } from './terms.projection.js';
import { termsAsOf, type TermsDb } from './terms.queries.js';
import { TermIntake } from './term-intake.handler.js';
import { termOn } from './window.js';

const ListQuery = question({ organizationId: Uuid.optional().describe('Only the terms of this ward') });
const OneQuery = questionOfRecord({});

/** Terms of ward committees and the targets of their resolutions. Few people change a term, and seldom two at once, so If-Match is optional. */
@CommandsOf(term, 'api/terms')
export class TermsController {
  private readonly db: TermsDb;

  constructor(
    readonly door: CommandDoor,
    readonly intake: TermIntake,
    private readonly time: TimeTravel,
    private readonly executor: Executor,
    @Inject(READ_DB) db: Kysely<unknown>,
  ) {
    this.db = rowsFor(db, terms, EVERYTHING('terms are open'));
  }

  /** All terms, ordered by first day. `current` marks the term in which the day asked about falls. */
  @Get()
  @Can('read:terms')
  @Answers(answered(termsAnswer))
  async list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>) {
    const moment = await this.time.moment(query, [terms.name]);
    const { organizationId } = query;
    const list = await termsAsOf(this.db, { position: moment.position, organizationId });
    const current = (row: (typeof list)[number]) => termOn(list, row.organizationId, moment.asOf) === row;
    return { terms: list.map((row) => ({ ...row, current: current(row) })), ...stamp(moment) };
  }

  @Get(':id')
  @Can('read:terms')
  @Answers(answeredOfRecord(oneTermAnswer))
  async one(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: OneQuery }) query: z.output<typeof OneQuery>,
    @By() by: Caller,
  ) {
    const recorded = async () => (await this.executor.recorded(term, streamId(term.category, id))).events;
    const moment = await momentOfRecord(this.time, query, [terms.name], recorded);
    const list = await termsAsOf(this.db, moment);
    const row = list.find(({ termId }) => termId === id);
    if (!row) throw await absence(this.executor, { decider: term, id, position: moment.position, by });
    return {
      term: { ...row, current: termOn(list, row.organizationId, moment.asOf) === row },
      ...stampOfRecord(moment),
    };
  }
}
