import { Controller, Get, Inject, Param, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Kysely } from 'kysely';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { livesOf, namesOf, organizations, type OrganizationsDb } from '#features/organizations';
import { BodyKind, Kind, type Verb } from '#features/papers';
import { PlainDate } from '#kernel/dates';
import { streamId, Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { EVERYTHING, readerOf } from '#platform/access/reader';
import { Executor } from '#platform/commands/execute';
import { Can } from '#platform/http/actor';
import { Costly } from '#platform/http/costly';
import { Opens, RecordsReading } from '#platform/http/records-reading';
import { AnswersCsv, asCsvFile, type Cell, csvParts } from '#platform/http/csv';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { etag } from '#platform/http/preconditions';
import { notFound } from '#platform/http/problems';
import { answered, type Moment, question, stamp, type TimeParameters, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import type { Openings } from '#platform/sealing/openings';
import { engagementAnswer, engagementsAnswer, fact, factsAnswer } from './answers.js';
import { engagement } from './engagement.js';
import { engagements } from './engagements.projection.js';
import { EngagementReader, organizationsIn, summaryOf } from './questions/engagement-reader.handler.js';
import {
  type EngagementFilter,
  engagementKnown,
  engagementsOn,
  type EngagementWithFacts,
  placeOf,
} from './questions/engagements.queries.js';
import { type Fact, factOf, type NameOf } from './questions/facts.js';
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
  from: PlainDate.optional().describe('Decided on this day or later'),
  to: PlainDate.optional().describe('Decided on this day or earlier'),
  overdue: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
};
const ListQuery = question({ ...paging, ...filter });
const FileQuery = question(filter);
const OneQuery = question({});

const place = z.strictObject({ signedOn: PlainDate.or(z.literal('')), engagementId: Uuid });
const places = cursor('engagements by decision', place);
const FactPlace = place.extend({ revision: z.int(), item: z.int() });
type FactPlace = z.output<typeof FactPlace>;
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
  ) {
    this.names = rowsFor(db, organizations, EVERYTHING('names of organizations are those of the open register'));
  }

  @Get('engagements')
  @Can('read:engagements')
  @Answers(answered(engagementsAnswer))
  async list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>, @By() by: Caller) {
    const moment = await this.moment(query);
    const page = { limit: query.limit, after: places.read(query.cursor), depth: 'course' as const };
    const { engagements, more } = await engagementsOn(this.seenBy(by), moment, query, page);
    const nameOf = await this.nameOf(moment, engagements);
    const last = engagements.at(-1);
    return {
      engagements: engagements.map((engagement) => summaryOf(engagement, nameOf)),
      next: more && last ? places.write(placeOf(last.opening)) : null,
      ...stamp(moment),
    };
  }

  @Get('engagements/:id')
  @Can('read:engagements')
  @RecordsReading('SEALED')
  @Answers(answered(engagementAnswer))
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
  @Answers(answered(engagementAnswer))
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
  @Answers(answered(engagementAnswer))
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
    return new StreamableFile(Readable.from(csvParts(COLUMNS, this.rows(moment, query, this.seenBy(by), openings))));
  }

  private async *rows(
    moment: Moment,
    filter: EngagementFilter,
    visible: VisibleEngagements,
    openings: Openings,
  ): AsyncGenerator<Cell[][]> {
    for await (const batch of this.batches(moment, filter, visible, undefined, BATCH)) {
      for (const { row } of batch) opened(openings, row);
      await openings.settle();
      yield batch.map(({ row }) => COLUMNS.map((column) => cellOf(row[column])));
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

  private async one(id: Uuid, query: TimeParameters, { reply, openings, by }: Asking, verb?: Verb) {
    const moment = await this.moment(query);
    const match = await engagementKnown(this.seenBy(by), moment, id);
    if (!match || (verb !== undefined && match.opening.verb !== verb)) throw notFound();
    const { events } = await this.executor.recorded(engagement, streamId(engagement.category, id));
    const revision = events.findLast(({ position }) => position <= moment.position)?.record.revision ?? -1;
    void reply.header('etag', etag(revision));
    const nameOf = await this.nameOf(moment, [match]);
    const lives = await livesOf(this.names, moment, organizationsIn([match]));
    return { engagement: await this.reader.read(match, revision, { nameOf, lives }, openings), ...stamp(moment) };
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

interface PlacedFact {
  readonly row: Fact;
  readonly at: FactPlace;
}

const factsOf = (engagement: EngagementWithFacts, { organizationId }: EngagementFilter, nameOf: NameOf): PlacedFact[] =>
  engagement.on.subjects
    .filter((subject) => organizationId === undefined || subject.organizationId === organizationId)
    .map((subject) => ({
      row: factOf(engagement.engagementId, engagement.opening, engagement.on, subject, nameOf),
      at: { ...placeOf(engagement.opening), revision: subject.revision, item: subject.item },
    }));

/** Whether a row comes after a place in the list. Rows of one engagement are in the order of its subjects. */
const isAfter = (at: FactPlace, from: FactPlace): boolean =>
  at.engagementId !== from.engagementId ||
  at.revision > from.revision ||
  (at.revision === from.revision && at.item > from.item);

const COLUMNS = Object.keys(fact) as (keyof Fact)[];
const cellOf = (value: Fact[keyof Fact]): Cell =>
  Array.isArray(value) ? value.join(' ') : typeof value === 'boolean' ? String(value) : value;
