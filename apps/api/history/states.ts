import { disciplineCase, CaseStatusInMemory } from '#features/discipline';
import { engagement, EngagementStatusInMemory } from '#features/engagements';
import { ruleSetTitle } from '#features/rulebook';
import { dayOf, type PlainDate } from '#kernel/dates';
import type { Bilingual, Coded } from '#kernel/text';
import type { StoredEvent } from '#platform/event-store/event-store';

interface Follower {
  apply(event: StoredEvent): void;
  on(day: PlainDate): Coded | null;
  /** Warnings by a rule of the rulebook; a case has none here, since they depend on sealed forms. */
  warnings?(day: PlainDate): readonly Warning[];
}
interface Warning extends Coded {
  readonly source: string | null;
  readonly article: string | null;
  readonly confidence: string | null;
}
/** The status of a record after an entry, and the warnings that the append of the entry brought. */
export interface StateAfter {
  readonly state: Coded | null;
  readonly warnings: readonly Warning[];
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
 * @param hidden entries that the reader does not see; the status is told as if they were not there
 * @param asOf the day asked about; default: for each entry the day of its recording
 */
export function statesOf(
  category: string,
  events: readonly StoredEvent[],
  { wanted, hidden }: { readonly wanted: ReadonlySet<number>; readonly hidden: ReadonlySet<number> },
  asOf: PlainDate | undefined,
): ReadonlyMap<number, StateAfter> {
  const states = new Map<number, StateAfter>();
  const follower = FOLLOWERS[category]?.();
  if (!follower) return states;
  let append: number[] = [];
  let known: readonly Warning[] = [];
  for (const event of events) {
    append.push(event.record.revision);
    try {
      if (!hidden.has(event.record.revision)) follower.apply(event);
    } catch {
      break; // the same event parks the stream, which the operator is told
    }
    if (!event.endsAppend) continue;
    const day = dayOfAppend(event, asOf);
    const all = follower.warnings?.(day) ?? [];
    const warnings = all.filter(({ code, vi }) => !known.some((one) => one.code === code && one.vi === vi));
    known = all;
    if (append.some((revision) => wanted.has(revision))) {
      const state = follower.on(day);
      for (const revision of append) states.set(revision, { state, warnings });
    }
    append = [];
  }
  return states;
}

/** The rule set that an entry says was applied. */
export function ruleSetIn(event: StoredEvent | undefined): (Bilingual & { readonly id: string }) | null {
  const { ruleSetId, ruleSetIdAtOpening } = event?.record.data ?? {};
  const id = ruleSetId ?? ruleSetIdAtOpening;
  if (typeof id !== 'string') return null;
  const { vi, en } = ruleSetTitle(id);
  return { id, vi, en };
}
