import { countingRule } from '#features/counting-rules';
import type { Append } from '#features/coverage';
import { engagement } from '#features/engagements';
import { register } from '#features/organizations';
import { term } from '#features/terms';
import type { PlainDate } from '#kernel/dates';
import type { StoredEvent } from '#platform/event-store/event-store';
import { dayOfAppend } from './states.js';

/** Most entries of a page that tells figures. */
export const FIGURES_LIMIT = 50;
/** The kinds of stream whose entries decide how many organizations are covered. */
export const MOVING: ReadonlySet<string> = new Set(
  [engagement, register, term, countingRule].map(({ category }) => category),
);

/**
 * The append of each wanted entry. An append with an entry that the reader may not know has none: its figures would
 * tell what is withheld.
 *
 * @param asOf the day of the figures; default: for each append the day of its recording
 */
export function appendsOf(
  events: readonly StoredEvent[],
  wanted: ReadonlySet<number>,
  hidden: ReadonlySet<number>,
  asOf: PlainDate | undefined,
): ReadonlyMap<number, Append> {
  const found = new Map<number, Append>();
  let one: StoredEvent[] = [];
  for (const event of events) {
    one.push(event);
    if (!event.endsAppend) continue;
    const [first, revisions] = [one[0] ?? event, one.map(({ record }) => record.revision)];
    one = [];
    if (revisions.some((revision) => hidden.has(revision))) continue;
    const append = { before: first.position - 1n, end: event.position, asOf: dayOfAppend(event, asOf) };
    for (const revision of revisions) if (wanted.has(revision)) found.set(revision, append);
  }
  return found;
}
