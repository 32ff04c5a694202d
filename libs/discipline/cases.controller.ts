import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { engagements, hiddenAmong } from '#features/engagements';
import { members, NamedPersons, SamePersons } from '#features/members';
import { livesOf, namesOf, organizations, type OrganizationsDb, RegisterDirectory } from '#features/organizations';
import { SubjectClass } from '#features/rulebook';
import { dayOf, Instant, PlainDate } from '#kernel/dates';
import { streamId, Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { Executor } from '#platform/commands/execute';
import { absence } from '#platform/http/tombstone';
import { EVERYTHING, readerOf } from '#platform/access/reader';
import { Can } from '#platform/http/actor';
import { Opens, RecordsReading } from '#platform/http/records-reading';
import { judgedByDays } from '#kernel/day-ranges';
import { dayBetween } from '#platform/http/day-filters';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { etag } from '#platform/http/preconditions';
import { notFound } from '#platform/http/problems';
import {
  answeredOfRecord,
  momentOfRecord,
  questionOfRecord,
  type RecordMoment,
  stampOfRecord,
} from '#platform/http/record-steps';
import { answered, type Moment, question, stamp, type TimeParameters, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import type { Openings } from '#platform/sealing/openings';
import { effectAnswer, listAnswer, oneAnswer, summaryAnswer } from './answers.js';
import { CaseStatus, GAPS } from './codes.js';
import { disciplineCase } from './discipline-case.js';
import { disciplineCases } from './discipline-cases.projection.js';
import { CaseBook } from './questions/case-book.handler.js';
import { caseOn, dayOfDecision, effectOfCase, gapsOf, statusOn } from './questions/case-record.js';
import { casesKnown, visibleCases, daysOf, type KnownCase } from './questions/cases.queries.js';
import { sourceWarnings } from './questions/case-links.queries.js';
import { warningsOf } from './questions/competence.js';
import { personsIn } from './questions/persons.js';
import { organizationsIn, remarksOf } from './questions/remarks.js';
import { summarize } from './questions/summary.js';
import { tally } from './rules/ballot.js';

const ListQuery = question({
  ...paging,
  status: CaseStatus.optional(),
  subjectClass: SubjectClass.optional(),
  organizationId: Uuid.optional(),
  memberId: Uuid.optional(),
  engagementId: Uuid.optional(),
  ...dayBetween('opened', 'opened'),
  ...dayBetween('decided', 'decided (the day of the vote of a cell, else of the decision)'),
  ...dayBetween('recorded', 'recorded by its first entry (in Asia/Ho_Chi_Minh)'),
});
const OneQuery = questionOfRecord({});
const EffectQuery = questionOfRecord({ on: PlainDate.optional().describe('The day asked about; if absent, asOf') });
const SummaryQuery = question({
  decidedFrom: PlainDate.optional().describe(
    'Only decisions and ends without a decision from this day on; if absent, from the beginning. `asOf` is the last day',
  ),
});
const Place = z.strictObject({ openedOn: z.string().max(10), caseId: Uuid });
type Place = z.output<typeof Place>;
const places = cursor('discipline cases by day of opening, latest first', Place);

/** Queries about discipline cases. Answers name persons by ids. Sealed values are decrypted for permitted readers. */
@Controller('api/discipline-cases')
export class CasesController {
  private readonly names: OrganizationsDb;

  constructor(
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
    private readonly time: TimeTravel,
    private readonly executor: Executor,
    private readonly directory: RegisterDirectory,
    private readonly book: CaseBook,
    private readonly same: SamePersons,
    private readonly persons: NamedPersons,
  ) {
    this.names = rowsFor(db, organizations, EVERYTHING('names of organizations are those of the open register'));
  }

  @Get()
  @Can('read:discipline-cases')
  @RecordsReading('SEALED')
  @Answers(answered(listAnswer))
  async list(
    @Query({ schema: ListQuery }) query: z.output<typeof ListQuery>,
    @Opens() openings: Openings,
    @By() by: Caller,
  ) {
    const moment = await this.moment(query);
    const { status, subjectClass, organizationId, memberId, engagementId, limit } = query;
    const after = places.read(query.cursor);
    const visible = visibleCases(this.db, readerOf(by));
    const filter = { subjectClass, organizationId, memberId, engagementId };
    // A reader must not find a restricted engagement through the cases that arise from it.
    const isHidden = (await hiddenAmong(visible.engagements, [engagementId ?? null])).size > 0;
    const matches = (isHidden ? [] : await casesKnown(visible.db, moment.position, filter))
      .map((known) => ({ known, place: placeOf(known), status: statusOn(daysOf(known), moment.asOf) }))
      .filter((one) => one.status !== null && (status === undefined || one.status === status))
      .map((one) => ({ ...one, days: judgedCase(one.known, one.status, query) }));
    const all = matches
      .filter(({ days, place }) => days === 'within' && (after === undefined || inOrder(after, place) < 0))
      .sort((a, b) => inOrder(a.place, b.place));
    const page = all.slice(0, limit);
    const onPage = page.map(({ known }) => known);
    const cases = await this.book.read(visible, moment.position, onPage, openings);
    const last = all.length > limit ? page.at(-1) : undefined;
    return {
      cases: cases.flatMap((one) => {
        const then = caseOn(one.record, moment.asOf);
        const now = then && statusOn(then, moment.asOf);
        if (!then || !now) return [];
        const { form, inForce, endsOn } = effectOfCase(one, moment.asOf);
        const { caseId, subject, source, openedOn, decision, erased } = then;
        return [
          {
            caseId,
            subject,
            source,
            openedOn,
            status: now,
            form,
            inForce,
            endsOn,
            erased,
            decidingBody: decision?.decidingBody ?? null,
            decidedOn: dayOfDecision(then),
          },
        ];
      }),
      next: last ? places.write(last.place) : null,
      withoutDay: matches.filter(({ days }) => days === 'unknown').length,
      ...stamp(moment),
    };
  }

  /**
   * Counts of decisions by form and by body, as first decided and as of the day; of cases ended without a decision; of
   * pending cases.
   */
  @Get('summary')
  @Can('read:discipline-cases')
  @RecordsReading('SEALED')
  @Answers(answered(summaryAnswer))
  async summary(
    @Query({ schema: SummaryQuery }) query: z.output<typeof SummaryQuery>,
    @Opens() openings: Openings,
    @By() by: Caller,
  ) {
    const moment = await this.moment(query);
    const from = query.decidedFrom ?? null;
    const seen = visibleCases(this.db, readerOf(by));
    const all = await casesKnown(seen.db, moment.position);
    const cases = await this.book.read(seen, moment.position, all, openings);
    return { decidedFrom: from, ...summarize(cases, from, moment.asOf, await this.same.at(moment)), ...stamp(moment) };
  }

  @Get(':id')
  @Can('read:discipline-cases')
  @RecordsReading('SEALED')
  @Answers(answeredOfRecord(oneAnswer))
  async one(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: OneQuery }) query: z.output<typeof OneQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Opens() openings: Openings,
    @By() by: Caller,
  ) {
    const moment = await this.momentOf(id, query);
    const found = await this.find(id, moment.position, openings, by);
    const then = caseOn(found.record, moment.asOf);
    const status = then && statusOn(then, moment.asOf);
    if (!then || !status) throw notFound();
    const bodyId = then.decision?.decidingBody.organizationId ?? null;
    const ward = bodyId !== null && (await this.directory.registerOf(bodyId)) === bodyId;
    const links = await sourceWarnings(then, {
      visible: visibleCases(this.db, readerOf(by)).engagements,
      organizations: this.names,
      personOf: await this.same.at(moment),
      moment,
    });
    void reply.header('etag', etag(moment.revision ?? -1));
    const [lives, names] = await Promise.all([
      livesOf(this.names, moment, organizationsIn(then)),
      namesOf(this.names, moment, organizationsIn(then)),
    ]);
    return {
      case: {
        ...then,
        status,
        effect: effectOfCase(found, moment.asOf),
        ballots: then.ballots.map((ballot) => ({
          ...ballot,
          majority: ballot.votes && tally(then.subject.class, ballot.stage, ballot.votes, ballot.entitled),
        })),
        gaps: gapsOf(then).map((code) => ({ code, ...GAPS[code] })),
        warnings: [
          ...warningsOf(then, ward ? 'WARD' : 'BASE'),
          ...remarksOf(then, lives, (organizationId) => names.get(organizationId) ?? null),
          ...links,
          ...(await this.persons.remarks(personsIn(then), moment)),
        ],
      },
      ...stampOfRecord(moment),
    };
  }

  /** Whether the decision is in force on the day `on`, from the facts dated on or before `asOf`. */
  @Get(':id/effect')
  @Can('read:discipline-cases')
  @RecordsReading('SEALED')
  @Answers(answeredOfRecord(effectAnswer))
  async effect(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: EffectQuery }) query: z.output<typeof EffectQuery>,
    @Opens() openings: Openings,
    @By() by: Caller,
  ) {
    const moment = await this.momentOf(id, query);
    const one = await this.find(id, moment.position, openings, by);
    const on = query.on ?? moment.asOf;
    return { on, effect: effectOfCase(one, moment.asOf, on), ...stampOfRecord(moment) };
  }

  private async find(id: Uuid, position: bigint, openings: Openings, by: Caller) {
    const seen = visibleCases(this.db, readerOf(by));
    const cases = await casesKnown(seen.db, position, { stream: streamId(disciplineCase.category, id) });
    const [found] = await this.book.read(seen, position, cases, openings);
    if (!found) throw await absence(this.executor, { decider: disciplineCase, id, position, by });
    return found;
  }

  private momentOf(id: Uuid, query: z.output<typeof OneQuery>): Promise<RecordMoment> {
    const stream = streamId(disciplineCase.category, id);
    const recorded = async () => (await this.executor.recorded(disciplineCase, stream)).events;
    return momentOfRecord(this.time, query, [disciplineCases.name, engagements.name, members.name], recorded);
  }

  private moment(query: TimeParameters): Promise<Moment> {
    return this.time.moment(query, [disciplineCases.name, engagements.name, organizations.name]);
  }
}

/** Whether a case is in the ranges of days of a query. A decision that is dated after the day asked about is none yet. */
function judgedCase(known: KnownCase, status: CaseStatus | null, query: z.output<typeof ListQuery>) {
  return judgedByDays([
    [{ from: query.openedFrom, to: query.openedTo }, [known.opening.openedOn]],
    [{ from: query.decidedFrom, to: query.decidedTo }, [status === 'DECIDED' ? dayOfDecision(daysOf(known)) : null]],
    [{ from: query.recordedFrom, to: query.recordedTo }, [dayOf(Instant.parse(known.opening.recordedAt))]],
  ]);
}

const placeOf = ({ opening, caseId }: KnownCase): Place => ({ openedOn: opening.openedOn ?? '', caseId });
/** Orders cases by day of opening, latest first; those without a day come last. */
const inOrder = (a: Place, b: Place): number => compared(b.openedOn, a.openedOn) || compared(a.caseId, b.caseId);
const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
