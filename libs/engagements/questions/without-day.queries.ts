import { type EngagementFilter, boundsADay, judgedDays, judgedFact } from './filter.js';
import { type EngagementWithFacts, engagementsOn, type Moment, placeOf } from './engagements.queries.js';
import type { VisibleEngagements } from './visible.queries.js';

/** Engagements in one read. */
const BATCH = 500;

/**
 * The number of engagements that meet the other filters and lack a day that the filter bounds. Cost: reads the
 * engagements that meet the other filters, if a day of the conclusion is bounded; else only those without a decision's
 * day.
 */
export const withoutDay = (visible: VisibleEngagements, moment: Moment, filter: EngagementFilter): Promise<number> =>
  counted(visible, moment, filter, (one) => (judgedDays(one, filter) === 'unknown' ? 1 : 0));

/** The same number for the rows of the facts, one for each subject. */
export const factsWithoutDay = (visible: VisibleEngagements, moment: Moment, filter: EngagementFilter) =>
  counted(
    visible,
    moment,
    filter,
    (one) => one.on.subjects.filter((subject) => judgedFact(one, subject, filter) === 'unknown').length,
  );

async function counted(
  visible: VisibleEngagements,
  moment: Moment,
  filter: EngagementFilter,
  countOf: (one: EngagementWithFacts) => number,
): Promise<number> {
  if (!boundsADay(filter)) return 0;
  let count = 0;
  for (let after: ReturnType<typeof placeOf> | undefined; ;) {
    const wanted = (one: EngagementWithFacts) => countOf(one) > 0;
    const page = { limit: BATCH, after, depth: 'course' as const, wanted, lackingDay: true };
    const { engagements, more } = await engagementsOn(visible, moment, filter, page);
    for (const one of engagements) count += countOf(one);
    const last = engagements.at(-1);
    if (!more || !last) return count;
    after = placeOf(last.opening);
  }
}
