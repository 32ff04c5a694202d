import { Injectable } from '@nestjs/common';
import { CoverageQuestions, type Laid } from '#features/coverage';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { notFound, Problem } from '#platform/http/problems';
import type { Figures } from './period-closing.js';

interface Period {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** What coverage says of a period, on its last day. */
@Injectable()
export class PeriodFigures {
  constructor(private readonly questions: CoverageQuestions) {}

  /**
   * By the way of counting in force on the last day, and all that is recorded up to a position of the log.
   *
   * @throws Problem where there is no such organization | NotCaughtUp | ReadModelRebuilding | Unavailable
   */
  async of(scope: Uuid, { from, to }: Period, after: bigint): Promise<Figures> {
    const laid = await this.questions.lay({ scope, from, to, asOf: to, after: String(after) }).catch(asNotFound);
    const { countingRuleId, name, version, approved } = laid.rule;
    return {
      knownAt: laid.moment.knownAt,
      position: String(laid.moment.position),
      rule: { countingRuleId, name, version },
      approved,
      denominator: laid.evaluate().figure.denominator,
      ...counted(laid),
    };
  }

  /** The same days by the same way of counting, as known now. */
  async restated(scope: Uuid, { from, to }: Period, { rule }: Figures) {
    const by = rule.countingRuleId === null ? { rule: 'default' as const } : { rule: rule.countingRuleId };
    const version = rule.countingRuleId === null ? {} : { version: rule.version };
    return counted(await this.questions.lay({ scope, from, to, asOf: to, ...by, ...version }));
  }
}

/** An organization that the address names and nobody knows. */
const asNotFound = (error: unknown): never => {
  const field = error instanceof Problem ? error.more.errors?.[0]?.field : undefined;
  throw field === 'scope' ? notFound() : error;
};

function counted(laid: Laid) {
  const { figure, counters } = laid.evaluate();
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
  };
}
