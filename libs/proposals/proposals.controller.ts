import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { readerOf } from '#platform/access/reader';
import { Can } from '#platform/http/actor';
import { dayBetween } from '#platform/http/day-filters';
import { Answers } from '#platform/http/openapi';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { proposalsAnswer } from './answers.js';
import { ProposalReader } from './proposal-reader.handler.js';
import { proposals } from './proposals.projection.js';
import { openProposals } from './proposals.queries.js';

const ListQuery = question(dayBetween('recorded', 'proposed (in Asia/Ho_Chi_Minh)'));
/** Most proposals of one answer; a ward has a handful. */
const MOST = 200;

/** Acts that take several persons and lack some of them. */
@Controller('api/proposals')
export class ProposalsController {
  constructor(
    private readonly reader: ProposalReader,
    private readonly time: TimeTravel,
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
  ) {}

  /** The open proposals, the latest first, at most 200. Cost: the length of each record with a proposal. */
  @Get()
  @Can('read:proposals')
  @Answers(answered(proposalsAnswer))
  async list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>, @By() by: Caller) {
    const moment = await this.time.moment(query, [proposals.name]);
    const found = await openProposals(rowsFor(this.db, proposals, readerOf(by)), moment.position);
    const days = { from: query.recordedFrom, to: query.recordedTo };
    return { proposals: await this.reader.pending(found, { most: MOST, days }, moment, by), ...stamp(moment) };
  }
}
