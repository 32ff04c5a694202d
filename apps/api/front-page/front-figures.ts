import { instant } from '#kernel/dates';
import { type Laid, percentOf } from '#features/coverage';
import type { Behind } from '#platform/projections/serving';
import type { FrontFigures, Share } from './figures.js';

/** The figures of the front page, by the same arithmetic as the programming interface. */
export function frontFigures(laid: Laid, { demo, behind }: { demo: boolean; behind: Behind }): FrontFigures {
  const { moment, rule, window, term, setUpOpen } = laid;
  if (!window) throw new RangeError('the front page needs one ward with a term; none was found for the question');
  const answer = laid.evaluate();
  const withLower = laid.evaluate(moment.asOf, {
    ...rule.rule,
    actors: [...new Set([...rule.rule.actors, 'LOWER' as const])],
  });
  const figureOf = (denominator: string) =>
    answer.figures.find((figure) => figure.denominator === denominator) ?? answer.figure;
  const [all, direct] = [figureOf('ALL'), figureOf('DIRECT')];
  const withLowerBodies = withLower.figures.find(({ denominator }) => denominator === 'ALL') ?? withLower.figure;
  const excluded = (reason: string) => answer.excluded.find((count) => count.reason === reason)?.engagements ?? 0;
  const { counters, depth, pace } = answer;
  return {
    demo,
    term: { startsOn: window.from, endsOn: window.to, endAssumed: term?.endAssumed ?? false },
    targets: (term?.targets ?? []).filter(({ measure }) => measure === 'COVERAGE'),
    verb: rule.rule.verb,
    all: share(all),
    direct: share(direct),
    both: share({ covered: all.both, total: all.total, percent: percentOf(all.both, all.total) }),
    engagements: {
      inspections: counters.byVerb.INSPECTION.engagements,
      supervisions: counters.byVerb.SUPERVISION.engagements,
    },
    unconfirmed: answer.unconfirmed,
    organizationTurns: counters.organizationTurns,
    distinctOrganizations: counters.distinctOrganizations,
    depth: {
      turns: depth.organizationTurns,
      turnsWithFaults: depth.withFaults,
      remedies: { total: depth.remedies.asked, done: depth.remedies.done, overdue: depth.remedies.overdue },
    },
    pace: pace && {
      elapsedPercent: Math.floor(Number(pace.elapsedShare)),
      dueByNow: pace.evenPace,
      neededPerYear: pace.neededPerYear,
    },
    notCounted: {
      lowerBodies: excluded('LOWER_BODY'),
      withLowerBodies: share(withLowerBodies),
      higherBodies: excluded('HIGHER_BODY'),
      beforeTerm: excluded('BEFORE_WINDOW'),
    },
    rule: { name: rule.name, version: rule.version, approval: rule.approval },
    setUpOpen,
    asOf: moment.asOf,
    knownAt: moment.knownAt,
    position: String(moment.position),
    ageSeconds: behind.seconds,
    unseenSince: behind.unseenSince && instant(behind.unseenSince),
  };
}

const share = ({ covered, total, percent }: { covered: number; total: number; percent: string | null }): Share => ({
  covered,
  total,
  percent: percent ?? '0.00',
});
