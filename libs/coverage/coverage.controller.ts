import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { checkRule, DEFAULT_RULE, Rule } from '#features/counting-rules';
import { PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { Can } from '#platform/http/actor';
import { Costly } from '#platform/http/costly';
import { RecordsReading } from '#platform/http/records-reading';
import { AnswersCsv, asCsvFile, csv } from '#platform/http/csv';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { Problem } from '#platform/http/problems';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { coverageAnswer, organizationsAnswer, seriesAnswer, termWhatIfAnswer, whatIfAnswer } from './answers.js';
import { figuresOf, organizationsAddress, ruleInWords, ruleNamed } from './questions/coverage-answer.js';
import { CoverageQuestions } from './questions/coverage.queries.js';
import { asAllowed, figuresVisibleTo, listVisibilityOf } from './questions/official.queries.js';
import { CoveredOrganizations } from './questions/organizations-covered.queries.js';
import { TermWhatIf, WhatIfTerms } from './questions/term-what-if.queries.js';
import { seriesDays, STEPS } from './rules/series.js';

export const asking = {
  scope: Uuid.optional().describe('The organization whose subordinates are counted; if absent, all registers'),
  denominator: z
    .enum(['ALL', 'DIRECT', 'CELLS'])
    .optional()
    .describe('The denominator; if absent, that of the counting rule'),
  rule: z
    .union([z.literal('default'), Uuid])
    .optional()
    .describe('Id of a counting rule, or "default"; if absent, the rule in force on the day'),
  version: z
    .string()
    .regex(/^[1-9]\d{0,4}$/)
    .transform(Number)
    .optional()
    .describe('Version of the counting rule given in `rule`; if absent, the last one'),
  term: Uuid.optional().describe('The term to count in; if absent, the term in which the day falls'),
  from: PlainDate.optional().describe('First day to count from, instead of a term'),
  to: PlainDate.optional().describe('Last day to count to; needs `from`'),
};
const CoverageQuery = question(asking);
const Status = z
  .enum(['uncovered', 'covered', 'all', 'left-out'])
  .default('all')
  .describe(
    'Which organizations: of the denominator those not covered, those covered, or all; "left-out": those of the term that are not in the denominator, each with the reason',
  );
const ListQuery = question({ ...asking, ...paging, status: Status });
const FileQuery = question({ ...asking, status: Status });
const SeriesQuery = question({ ...asking, step: z.enum(STEPS).default('month') });
const WhatIf = z.strictObject({ rule: Rule }).meta({ id: 'WhatIf' });
const TermWhatIfQuery = question({});
const places = cursor(
  'organizations, uncovered first, by name',
  z.strictObject({ covered: z.boolean(), name: z.string().max(300), organizationId: Uuid }),
);
const HEADER = [
  'Tổ chức đảng',
  'Trực thuộc',
  'Đã được kiểm tra, giám sát',
  'Ngày được tính',
  'Loại việc',
  'Căn cứ',
  'Mã tổ chức',
  'Cách tính',
];

/** How far the target is reached, which organizations are not covered, and how each figure comes about. */
@Controller('api/coverage')
export class CoverageController {
  constructor(
    private readonly questions: CoverageQuestions,
    private readonly covered: CoveredOrganizations,
    private readonly terms: WhatIfTerms,
    private readonly time: TimeTravel,
  ) {}

  @Get()
  @Can('read:coverage')
  @Answers(answered(coverageAnswer))
  async figures(@Query({ schema: CoverageQuery }) query: z.output<typeof CoverageQuery>, @By() by: Caller) {
    const allowed = asAllowed(query, by);
    const question = await this.questions.resolve(allowed);
    const asking = this.time.behind(question.moment);
    asking.catch(() => undefined); // a failure is thrown at the await below
    const figures = figuresOf(question, question.evaluate()); // computed while the lag is queried
    const { positions, seconds: lagSeconds } = await asking;
    const lag = query.knownAt === undefined ? Number(positions) : 0;
    const organizations = organizationsAddress(query, question.moment);
    const beside = { rule: ruleNamed(question.rule), lag, lagSeconds, organizations };
    // Object.assign, because spreading so many members into one object takes as long as computing the figures.
    return Object.assign(figuresVisibleTo(by, figures), beside, stamp(question.moment));
  }

  /**
   * The organizations of the denominator, each with the act that covers it and the clause of the counting rule. Those
   * not covered come first.
   */
  @Get('organizations')
  @Can('read:coverage')
  @Answers(answered(organizationsAnswer))
  async organizations(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>, @By() by: Caller) {
    const question = await this.questions.resolve(asAllowed(query, by));
    const page = { limit: query.limit, after: places.read(query.cursor) };
    const { organizations, next } = await this.covered.page(question, query.status, page, listVisibilityOf(by));
    return {
      organizations,
      next: next && places.write(next),
      rule: ruleNamed(question.rule),
      ...stamp(question.moment),
    };
  }

  @Get('organizations.csv')
  @Can('read:coverage')
  @Costly()
  @RecordsReading('EXPORT')
  @AnswersCsv()
  async file(
    @Query({ schema: FileQuery }) query: z.output<typeof FileQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
    @By() by: Caller,
  ) {
    const question = await this.questions.resolve(asAllowed(query, by));
    const rows = await this.covered.rows(question, query.status, listVisibilityOf(by));
    asCsvFile(reply, `to-chuc-${query.status}-${question.moment.asOf}.csv`);
    // The file is read without the rest of the answer, so each of its rows states the counting rule.
    const countedBy = ruleInWords(question);
    return csv(
      HEADER,
      rows.map((row) => [...row, countedBy]),
    );
  }

  /** The figures at the end of each month, quarter or year of the term before the day asked about, and on that day. */
  @Get('series')
  @Can('read:coverage')
  @Costly()
  @Answers(answered(seriesAnswer))
  async series(@Query({ schema: SeriesQuery }) query: z.output<typeof SeriesQuery>, @By() by: Caller) {
    const question = await this.questions.resolve(asAllowed(query, by));
    const series = [];
    for (const asOf of seriesDays(question.since, question.moment.asOf, query.step)) {
      const { figure, counters, unconfirmed, pace } = question.evaluate(asOf);
      const { covered, total, percent, inspected, supervised, both } = figure;
      const { engagements, organizationTurns, distinctOrganizations } = counters;
      series.push({
        asOf,
        covered,
        total,
        percent,
        inspected,
        supervised,
        both,
        engagements,
        organizationTurns,
        distinctOrganizations,
        unconfirmed,
        evenPace: pace?.evenPace ?? null,
      });
      await new Promise(setImmediate); // let other requests run between the computations of two days
    }
    return { series, rule: ruleNamed(question.rule), ...stamp(question.moment) };
  }

  /** Computes the figures by a counting rule that the request gives in full. Nothing is recorded. */
  @Post('what-if')
  @HttpCode(200)
  @Can('read:coverage')
  @Costly()
  @Answers(answered(whatIfAnswer))
  async whatIf(
    @Body({ schema: WhatIf }) { rule }: z.output<typeof WhatIf>,
    @Query({ schema: CoverageQuery }) query: z.output<typeof CoverageQuery>,
    @By() by: Caller,
  ) {
    if (!by.scope.everything) throw new Problem('forbidden'); // a custom rule could single out a hidden act
    checkRule(rule);
    const question = await this.questions.resolve(query);
    return {
      ...figuresOf(question, question.evaluate(question.moment.asOf, rule)),
      provisional: true,
      rule,
      inForce: { ...question.evaluate().figure, rule: ruleNamed(question.rule) },
      ...stamp(question.moment),
    };
  }

  /**
   * Computes the figure of a ward with a term that is opened or whose days change, beside the figure now, and the
   * organizations that change. Nothing is recorded.
   */
  @Post('what-if-term')
  @HttpCode(200)
  @Can('read:coverage')
  @Costly()
  @Answers(answered(termWhatIfAnswer))
  whatIfTerm(
    @Body({ schema: TermWhatIf }) change: TermWhatIf,
    @Query({ schema: TermWhatIfQuery }) query: z.output<typeof TermWhatIfQuery>,
    @By() by: Caller,
  ) {
    if (!by.scope.everything) throw new Problem('forbidden'); // days of one's own could single out a hidden act
    return this.terms.of(change, query);
  }

  /** The default rule in full, as a starting point for a what-if. */
  @Get('default-rule')
  @Can('read:coverage')
  @Answers(Rule)
  defaultRule() {
    return DEFAULT_RULE.rule;
  }
}
