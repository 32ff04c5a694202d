import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { streamId, Uuid } from '#kernel/ids';
import { Executor } from '#platform/commands/execute';
import { Can } from '#platform/http/actor';
import { Costly } from '#platform/http/costly';
import { RecordsReading } from '#platform/http/records-reading';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { notFound, type Problem } from '#platform/http/problems';
import {
  answeredOfRecord,
  momentOfRecord,
  questionOfRecord,
  type RecordMoment,
  stampOfRecord,
} from '#platform/http/record-steps';
import { answered, type Moment, question, stamp, type TimeParameters, TimeTravel } from '#platform/http/time-travel';
import type { PastEvent } from '#kernel/effective';
import type { DataOf } from '#kernel/event';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { EVERYTHING } from '#platform/access/reader';
import { absence } from '#platform/http/tombstone';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { lineageAnswer, listAnswer, oneAnswer, treeAnswer } from './answers.js';
import { OrganizationType, Sector } from './codes.js';
import { organizations } from './organizations.projection.js';
import { lineageOf, organizationOn } from './questions/lineage.queries.js';
import { listOrganizations, treeOn } from './questions/organizations.queries.js';
import { RegisterDirectory } from './questions/register-directory.handler.js';
import type { OrganizationsDb } from './questions/structure.queries.js';
import { register } from './register.js';
import { Name } from './rules/reorganization.js';

import { registerOf } from './questions/structure.queries.js';

const within = Uuid.optional().describe('Only this organization and all below it');
const ListQuery = question({
  ...paging,
  within,
  type: OrganizationType.optional(),
  sector: Sector.optional(),
  parentId: Uuid.optional(),
  search: z
    .string()
    .max(200)
    .optional()
    .describe(
      'Words of the name, with or without diacritics; the last word may be incomplete. Former names are found, too',
    ),
});
const TreeQuery = question({ within });
const OneQuery = questionOfRecord({});
const places = cursor(
  'organizations by rank and name',
  z.strictObject({ rank: z.int().min(0).max(4), name: Name, organizationId: Uuid }),
);

/** Queries about the registers. */
@Controller('api')
export class QuestionsController {
  private readonly db: OrganizationsDb;

  constructor(
    @Inject(READ_DB) db: Kysely<unknown>,
    private readonly time: TimeTravel,
    private readonly executor: Executor,
    private readonly directory: RegisterDirectory,
  ) {
    this.db = rowsFor(db, organizations, EVERYTHING('the register is open'));
  }

  @Get('organizations')
  @Can('read:organizations')
  @RecordsReading('SEARCH', { onlyWith: 'search' })
  @Answers(answered(listAnswer))
  async list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>) {
    const moment = await this.moment(query);
    const page = { limit: query.limit, after: places.read(query.cursor) };
    const list = await listOrganizations(this.db, { ...moment, scope: query.within }, query, page);
    return {
      organizations: list.organizations,
      next: list.next && places.write(list.next),
      ...stamp(moment),
    };
  }

  @Get('organizations/tree')
  @Can('read:organizations')
  @Costly()
  @Answers(answered(treeAnswer))
  async tree(@Query({ schema: TreeQuery }) query: z.output<typeof TreeQuery>) {
    const moment = await this.moment(query);
    const tree = await treeOn(this.db, { ...moment, scope: query.within });
    const cells = tree.filter((row) => row.type === 'BASE_CELL' || row.type === 'SUB_CELL');
    return {
      organizations: tree,
      all: tree.filter((row) => row.depth > 0).length,
      direct: tree.filter((row) => row.depth === 1).length,
      members: cells.reduce((sum, row) => sum + (row.members ?? 0), 0),
      ...stamp(moment),
    };
  }

  @Get('organizations/:id')
  @Can('read:organizations')
  @Answers(answeredOfRecord(oneAnswer))
  async one(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: OneQuery }) query: z.output<typeof OneQuery>,
    @By() by: Caller,
  ) {
    const moment = await this.momentOf(id, query);
    const organization = await organizationOn(this.db, moment, id);
    if (!organization) throw await this.absence(id, moment.position, by);
    return { organization, ...stampOfRecord(moment) };
  }

  @Get('organizations/:id/lineage')
  @Can('read:organizations')
  @Answers(answeredOfRecord(lineageAnswer))
  async lineage(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: OneQuery }) query: z.output<typeof OneQuery>,
    @By() by: Caller,
  ) {
    const moment = await this.momentOf(id, query);
    const lineage = await lineageOf(this.db, moment, id);
    if (!lineage) throw await this.absence(id, moment.position, by);
    return { ...lineage, ...stampOfRecord(moment) };
  }

  /** The steps are those of the register, which holds the entries of all its organizations and is read if asked for. */
  private async momentOf(id: Uuid, query: z.output<typeof OneQuery>): Promise<RecordMoment> {
    if (query.revision === undefined)
      return { ...(await this.moment(query)), revision: null, previous: null, next: null };
    return momentOfRecord(this.time, query, [organizations.name], async () => {
      const registerId = await this.directory.registerOf(id);
      if (registerId === null) throw notFound();
      return (await this.executor.recorded(register, streamId(register.category, registerId))).events;
    });
  }

  /** Many organizations share the record of one register; the founding of this one may be annulled in it. */
  private async absence(id: Uuid, position: bigint, by: Caller): Promise<Problem> {
    const registerId = await registerOf(this.db, id);
    if (registerId === null) return notFound();
    const began = (event: PastEvent) => foundedBy(event).includes(id);
    return absence(this.executor, { decider: register, id: registerId, position, by, began });
  }

  private moment(query: TimeParameters): Promise<Moment> {
    return this.time.moment(query, [organizations.name]);
  }
}

/** The organizations that an entry of a register founded. */
function foundedBy({ type, data }: PastEvent): readonly Uuid[] {
  if (type === 'OrganizationEstablished') return [(data as DataOf<Founding['OrganizationEstablished']>).organizationId];
  if (type !== 'OrganizationsReorganized') return [];
  const { into } = data as DataOf<Founding['OrganizationsReorganized']>;
  return into.flatMap(({ organizationId, founded }) => (founded ? [organizationId] : []));
}
type Founding = typeof register.events;
