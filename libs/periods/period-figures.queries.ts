import { Injectable } from '@nestjs/common';
import { CoverageQuestions, type Laid } from '#features/coverage';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { notFound, Problem } from '#platform/http/problems';
import type { TimeParameters } from '#platform/http/time-travel';
import type { Figures } from './period-closing.js';

interface Period {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** Coverage figures on the last day of a period. */
@Injectable()
export class PeriodFigures {
  constructor(private readonly questions: CoverageQuestions) {}

  /**
   * The figures by the counting rule in force on the last day of the period, from everything recorded up to a log
   * position or later.
   *
   * @throws Problem if the organization does not exist | NotCaughtUp | ReadModelRebuilding | Unavailable
   */
  async of(scope: Uuid, { from, to }: Period, after: bigint): Promise<Figures> {
    const question = await this.questions
      .resolve({ scope, from, to, asOf: to, after: String(after) })
      .catch(asNotFound);
    const { countingRuleId, name, version, approved } = question.rule;
    return {
      knownAt: question.moment.knownAt,
      position: String(question.moment.position),
      rule: { countingRuleId, name, version },
      approved,
      denominator: question.evaluate().figure.denominator,
      ...counted(question),
    };
  }

  /** The figures of the same days by the same counting rule, as known now or at a moment. */
  async restated(scope: Uuid, { from, to }: Period, { rule }: Figures, knownAt?: TimeParameters['knownAt']) {
    const by = rule.countingRuleId === null ? { rule: 'default' as const } : { rule: rule.countingRuleId };
    const version = rule.countingRuleId === null ? {} : { version: rule.version };
    return counted(await this.questions.resolve({ scope, from, to, asOf: to, knownAt, ...by, ...version }));
  }
}

/** An unknown organization in the path is reported as not found. */
const asNotFound = (error: unknown): never => {
  const field = error instanceof Problem ? error.more.errors?.[0]?.field : undefined;
  throw field === 'scope' ? notFound() : error;
};

function counted(question: Laid) {
  const { figure, counters, unconfirmed } = question.evaluate();
  const { total, covered, inspected, supervised, both } = figure;
  const { INSPECTION, SUPERVISION } = counters.byVerb;
  return {
    total,
    covered,
    inspected,
    supervised,
    both,
    inspections: INSPECTION.engagements,
    supervisions: SUPERVISION.engagements,
    unconfirmed,
  };
}
