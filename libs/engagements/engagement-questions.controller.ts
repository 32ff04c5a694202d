import { Controller, Get, Inject, Param, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Kysely } from 'kysely';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { members, SamePersons } from '#features/members';
import { livesOf, namesOf, organizations, type OrganizationsDb } from '#features/organizations';
import { BodyKind, Kind, type Verb, verbOf } from '#features/papers';
import type { PastEvent } from '#kernel/effective';
import { streamId, Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { EVERYTHING, readerOf } from '#platform/access/reader';
import { Executor } from '#platform/commands/execute';
import { absence } from '#platform/http/tombstone';
import { Can } from '#platform/http/actor';
import { Costly } from '#platform/http/costly';
import { Opens, OpensIfRecorded, RecordsReading } from '#platform/http/records-reading';
import { dayBetween } from '#platform/http/day-filters';
import { AnswersCsv, asCsvFile, type Cell, csvParts } from '#platform/http/csv';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { PERSON_NAMES, type PersonNames } from '#platform/http/persons';
import { etag } from '#platform/http/preconditions';
import { notFound } from '#platform/http/problems';
import { answeredOfRecord, momentOfRecord, questionOfRecord, stampOfRecord } from '#platform/http/record-steps';
import { answered, type Moment, question, stamp, type TimeParameters, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import type { Openings } from '#platform/sealing/openings';
import { engagementAnswer, engagementsAnswer, factsAnswer } from './answers.js';
import { engagement } from './engagement.js';
import { engagements } from './engagements.projection.js';
import { cellsOf, COLUMNS } from './questions/fact-columns.js';
import { EngagementReader, membersOf, organizationsIn, summaryOf } from './questions/engagement-reader.handler.js';
import { engagementKnown, engagementsOn, type EngagementWithFacts, placeOf } from './questions/engagements.queries.js';
import { factsWithoutDay, withoutDay } from './questions/without-day.queries.js';
import { type EngagementFilter, judgedFact } from './questions/filter.js';
import { linkWarnings } from './questions/link-warnings.queries.js';
import type { Fact, NameOf } from './questions/facts.js';
import { EngagementPlace, FactPlace, factsOf, isAfter, type PlacedFact } from './questions/placed-facts.queries.js';
import { Status } from './questions/statuses.js';
import { type VisibleEngagements, visibleEngagements } from './questions/visible.queries.js';

const filter = {
  kind: Kind.optional(),
  verb: z.enum(['INSPECTION', 'SUPERVISION']).optional(),
  status: Status.optional(),
  organizationId: Uuid.optional().describe(
    'Only engagements in which this organization, its body or one of its people is a subject',
  ),
  body: BodyKind.optional().describe('The kind of body that decided'),
  bodyOrganizationId: Uuid.optional().describe('The organization whose body decided'),
  ...dayBetween('decided', 'decided'),
  ...dayBetween('concluded', 'concluded (the day of the notice, or else of the conclusion)'),
  ...dayBetween('recorded', 'recorded by its first entry (in Asia/Ho_Chi_Minh)'),
  overdue: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
};
const ListQuery = question({ ...paging, ...filter });
const FileQuery = question(filter);
const OneQuery = questionOfRecord({});

/** The read models of the answer about one engagement. */
const READ_BY_ONE = [engagements.name, organizations.name, members.name];
const places = cursor('engagements by decision', EngagementPlace);
const factPlaces = cursor('facts by decision', FactPlace);

/** Number of engagements whose facts one query reads. */
const BATCH = 500;

/** Queries about inspections and supervisions, and the export of their facts. */
@Controller('api')
export class EngagementQuestionsController {
  private readonly names: OrganizationsDb;

  constructor(
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
    private readonly time: TimeTravel,
    private readonly executor: Executor,
    private readonly reader: EngagementReader,
    @Inject(PERSON_NAMES) private readonly persons: PersonNames,
    private readonly same: SamePersons,
  ) {
    this.names = rowsFor(db, organizations, EVERYTHING('names of organizations are those of the open register'));
  }

  @Get('engagements')
  @Can('read:engagements')
  @RecordsReading('NAMES', { onlyForPurpose: true })
  @Answers(answered(engagementsAnswer))
  async list(
    @Query({ schema: ListQuery }) query: z.output<typeof ListQuery>,
    @OpensIfRecorded() openings: Openings | null,
    @By() by: Caller,
  ) {
    const moment = await this.moment(query);
    const page = { limit: query.limit, after: places.read(query.cursor), depth: 'course' as const };
    const { engagements, more } = await engagementsOn(this.seenBy(by), moment, query, page);
    const nameOf = await this.nameOf(moment, engagements);
    const last = engagements.at(-1);
    for (const one of engagements) openings?.record(streamId(engagement.category, one.engagementId), membersOf(one));
    return {
      engagements: engagements.map((engagement) => summaryOf(engagement, nameOf)),
      next: more && last ? places.write(placeOf(last.opening)) : null,
      withoutDay: await withoutDay(this.seenBy(by), moment, query),
      ...stamp(moment),
    };
  }

  @Get('engagements/:id')
  @Can('read:engagements')
  @RecordsReading('SEALED')
  @Answers(answeredOfRecord(engagementAnswer))
  engagement(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: OneQuery }) query: z.output<typeof OneQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Opens() openings: Openings,
    @By() by: Caller,
  ) {
    return this.one(id, query, { reply, openings, by });
  }

  @Get('inspections/:id')
  @Can('read:engagements')
  @RecordsReading('SEALED')
  @Answers(answeredOfRecord(engagementAnswer))
  inspection(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: OneQuery }) query: z.output<typeof OneQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Opens() openings: Openings,
    @By() by: Caller,
  ) {
    return this.one(id, query, { reply, openings, by }, 'INSPECTION');
  }

  @Get('supervisions/:id')
  @Can('read:engagements')
  @RecordsReading('SEALED')
  @Answers(answeredOfRecord(engagementAnswer))
  supervision(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: OneQuery }) query: z.output<typeof OneQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Opens() openings: Openings,
    @By() by: Caller,
  ) {
    return this.one(id, query, { reply, openings, by }, 'SUPERVISION');
  }

  @Get('facts')
  @Can('read:facts')
  @Costly()
  @RecordsReading('EXPORT')
  @Answers(answered(factsAnswer))
  async facts(
    @Query({ schema: ListQuery }) query: z.output<typeof ListQuery>,
    @Opens() openings: Openings,
    @By() by: Caller,
  ) {
    const moment = await this.moment(query);
    const facts: PlacedFact[] = [];
    for await (const batch of this.batches(
      moment,
      query,
      this.seenBy(by),
      factPlaces.read(query.cursor),
      query.limit + 1,
    )) {
      facts.push(...batch);
      if (facts.length > query.limit) break;
    }
    const last = facts.length > query.limit ? facts[query.limit - 1] : undefined;
    const page = facts.slice(0, query.limit).map(({ row }) => row);
    for (const row of page) opened(openings, row);
    return {
      facts: page,
      next: last ? factPlaces.write(last.at) : null,
      withoutDay: await factsWithoutDay(this.seenBy(by), moment, query),
      ...stamp(moment),
    };
  }

  /** Sends all rows, without a limit. Rows are sent while further rows are read, once the log of readings names them. */
  @Get('facts.csv')
  @Can('read:facts')
  @Costly()
  @RecordsReading('EXPORT')
  @AnswersCsv()
  async file(
    @Query({ schema: FileQuery }) query: z.output<typeof FileQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Opens() openings: Openings,
    @By() by: Caller,
  ) {
    const moment = await this.moment(query);
    asCsvFile(reply, `facts-${moment.asOf}.csv`);
    void reply.header('without-day', String(await factsWithoutDay(this.seenBy(by), moment, query)));
    return new StreamableFile(Readable.from(csvParts(COLUMNS, this.rows(moment, query, openings, by))));
  }

  private async *rows(
    moment: Moment,
    filter: EngagementFilter,
    openings: Openings,
    by: Caller,
  ): AsyncGenerator<Cell[][]> {
    for await (const batch of this.batches(moment, filter, this.seenBy(by), undefined, BATCH)) {
      for (const { row } of batch) opened(openings, row);
      const named = batch.flatMap(({ row }) => (row.memberId === null ? [] : [Uuid.parse(row.memberId)]));
      const known = await this.persons.known(named, by, null);
      await openings.settle();
      yield batch.map(({ row }) => cellsOf(row, known));
    }
  }

  private async *batches(
    moment: Moment,
    filter: EngagementFilter,
    visible: VisibleEngagements,
    from: FactPlace | undefined,
    limit: number,
  ): AsyncGenerator<PlacedFact[]> {
    let after = from && { signedOn: from.signedOn, engagementId: from.engagementId };
    for (let inclusive = true; ; inclusive = false) {
      const { engagements, more } = await engagementsOn(visible, moment, filter, {
        limit,
        after,
        inclusive,
        depth: 'remedies',
        wanted: (one) => one.on.subjects.some((subject) => judgedFact(one, subject, filter) === 'within'),
      });
      const nameOf = await this.nameOf(moment, engagements);
      yield engagements.flatMap((engagement) =>
        factsOf(engagement, filter, nameOf).filter(({ at }) => !from || isAfter(at, from)),
      );
      const last = engagements.at(-1);
      if (!more || !last) return;
      after = placeOf(last.opening);
    }
  }

  private async one(id: Uuid, query: z.output<typeof OneQuery>, { reply, openings, by }: Asking, verb?: Verb) {
    const stream = streamId(engagement.category, id);
    const recorded = async () => (await this.executor.recorded(engagement, stream)).events;
    const moment = await momentOfRecord(this.time, query, READ_BY_ONE, recorded);
    const match = await engagementKnown(this.seenBy(by), moment, id);
    const sought = { decider: engagement, id, position: moment.position, by };
    if (!match) throw await absence(this.executor, verb ? { ...sought, began: (event) => began(event, verb) } : sought);
    if (verb !== undefined && match.opening.verb !== verb) throw notFound();
    void reply.header('etag', etag(moment.revision ?? -1));
    const [nameOf, personOf] = [await this.nameOf(moment, [match]), await this.same.at(moment)];
    const [lives, links] = await Promise.all([
      livesOf(this.names, moment, organizationsIn([match])),
      linkWarnings(match, { visible: this.seenBy(by), organizations: this.names, personOf, moment }),
    ]);
    const revision = moment.revision ?? -1;
    return {
      engagement: await this.reader.read(match, { revision, nameOf, lives, links, moment }, openings),
      ...stampOfRecord(moment),
    };
  }

  private async nameOf(moment: Moment, engagements: readonly EngagementWithFacts[]): Promise<NameOf> {
    const names = await namesOf(this.names, moment, organizationsIn(engagements));
    return (id) => (id === null ? null : (names.get(id) ?? null));
  }

  private seenBy(by: Caller): VisibleEngagements {
    return visibleEngagements(this.db, readerOf(by));
  }

  private moment(query: TimeParameters): Promise<Moment> {
    return this.time.moment(query, [engagements.name, organizations.name]);
  }
}

interface Asking {
  readonly reply: FastifyReply;
  readonly openings: Openings;
  readonly by: Caller;
}

/** Names the engagement and the member of an exported row. */
const opened = (openings: Openings, { engagementId, memberId }: Fact) =>
  openings.record(streamId(engagement.category, Uuid.parse(engagementId)), [
    memberId === null ? null : Uuid.parse(memberId),
  ]);

/** Whether an entry began an engagement of a noun. */
const began = ({ revision, data }: PastEvent, verb: Verb): boolean =>
  revision === 0 && verbOf((data as { readonly kind: Kind }).kind) === verb;
