import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { disciplineCases } from '#features/discipline';
import { engagements } from '#features/engagements';
import { organizations } from '#features/organizations';
import { PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import { type Caller, inScope } from '#platform/access/caller';
import { readerOf } from '#platform/access/reader';
import { Can } from '#platform/http/actor';
import { Opens, RecordsReading } from '#platform/http/records-reading';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import type { Openings } from '#platform/sealing/openings';
import { listAnswer } from './answers.js';
import { ObligationCode } from './codes.js';
import { ObligationReader } from './obligation-reader.handler.js';
import { isAfter, keyOf } from './obligations.js';

const ListQuery = question({
  ...paging,
  status: z.enum(['open', 'closed', 'all']).default('open'),
  obliges: ObligationCode.optional(),
  organizationId: Uuid.optional().describe(
    'Only obligations about this organization, its body or one of its people, or that passed to it',
  ),
});
const places = cursor(
  'obligations by day, oldest first',
  z.strictObject({ since: PlainDate.nullable(), key: z.string().max(200) }),
);

/** Obligations of conclusions, each with what closed it. */
@Controller('api/obligations')
export class ObligationsController {
  constructor(
    private readonly time: TimeTravel,
    private readonly reader: ObligationReader,
  ) {}

  @Get()
  @Can('read:obligations')
  @RecordsReading('SEALED')
  @Answers(answered(listAnswer))
  async list(
    @Query({ schema: ListQuery }) query: z.output<typeof ListQuery>,
    @Opens() openings: Openings,
    @By() by: Caller,
  ) {
    const { status, obliges, organizationId, limit } = query;
    const moment = await this.time.moment(query, [engagements.name, disciplineCases.name, organizations.name]);
    const after = places.read(query.cursor);
    const { scope } = by;
    const isAsked = (of: Uuid) => inScope(scope, of) && (organizationId === undefined || of === organizationId);
    const matches = (await this.reader.on(moment, readerOf(by), isAsked, openings)).filter(
      (obligation) => obliges === undefined || obligation.obliges === obliges,
    );
    const listed = matches.filter(
      (obligation) =>
        (status === 'all' || (obligation.closed === null) === (status === 'open')) &&
        (after === undefined || isAfter(obligation, after)),
    );
    const page = listed.slice(0, limit);
    const last = listed.length > limit ? page.at(-1) : undefined;
    return {
      obligations: page,
      open: matches.filter(({ closed }) => closed === null).length,
      next: last ? places.write({ since: last.since, key: keyOf(last) }) : null,
      ...stamp(moment),
    };
  }
}
