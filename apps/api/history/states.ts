import { disciplineCase, CaseStatusInMemory } from '#features/discipline';
import { engagement, EngagementStatusInMemory } from '#features/engagements';
import { dayOf, type PlainDate } from '#kernel/dates';
import type { Coded } from '#kernel/text';
import type { StoredEvent } from '#platform/event-store/event-store';

interface Follower {
  apply(event: StoredEvent): void;
  on(day: PlainDate): Coded | null;
}
/** The kinds of record that have a status. */
const FOLLOWERS: Readonly<Record<string, () => Follower>> = {
  [engagement.category]: () => new EngagementStatusInMemory(),
  [disciplineCase.category]: () => new CaseStatusInMemory(),
};

/** The day on which what an append did is asked about: the day given, or that of its recording. */
export const dayOfAppend = (end: StoredEvent, asOf: PlainDate | undefined): PlainDate =>
  asOf ?? dayOf(end.record.recordedAt);

/**
 * The status of a record after each of some entries, as `?revision=` answers it. After an entry that the tables cannot
 * take, no status is told.
 *
 * @param asOf the day asked about; default: for each entry the day of its recording
 */
export function statesOf(
  category: string,
  events: readonly StoredEvent[],
  wanted: ReadonlySet<number>,
  asOf: PlainDate | undefined,
): ReadonlyMap<number, Coded | null> {
  const states = new Map<number, Coded | null>();
  const follower = FOLLOWERS[category]?.();
  if (!follower) return states;
  let append: number[] = [];
  for (const event of events) {
    append.push(event.record.revision);
    try {
      follower.apply(event);
    } catch {
      break; // the same event parks the stream, which the operator is told
    }
    if (!event.endsAppend) continue;
    if (append.some((revision) => wanted.has(revision))) {
      const state = follower.on(dayOfAppend(event, asOf));
      for (const revision of append) states.set(revision, state);
    }
    append = [];
  }
  return states;
}
