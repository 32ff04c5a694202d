import type { PlainDate } from '#kernel/dates';
import { dayText } from '#kernel/day-text';
import type { DataOf } from '#kernel/event';
import type { Uuid } from '#kernel/ids';
import { type Milestone, MILESTONES } from '../codes.js';
import {
  type Engagement,
  entriesOf,
  type Entry,
  type EventName,
  type Events,
  type Step as Said,
  steps,
} from '../engagement-events.js';
import { refuse } from './refusals.js';
import type { Roster } from './subjects.js';

/** A step and the entry that states it. */
interface Step extends Said {
  readonly entry: number;
}

/**
 * Order of milestones (docs/domain.md 1.4, 1.6). Two milestones are compared only if the days of both are known. The
 * decision precedes every other milestone, including those in the lists below.
 */
const SEQUENCE: readonly Milestone[] = ['DECIDED', 'DEPLOYED', 'CONDUCTED', 'REPORTED', 'CONCLUDED', 'NOTIFIED'];
const AFTER_THE_NOTICE: readonly Milestone[] = ['FOLLOWED_UP', 'REVOKED', 'DISCHARGED'];
const ENDS: readonly Milestone[] = ['CANCELLED', 'CONVERTED', 'CLOSED'];
const ONCE: readonly Milestone[] = ['DEPLOYED', 'CONDUCTED', 'REPORTED'];

/** The day as a Vietnamese sentence says it, such as `31/10/2026`. */
export const numericDate = (day: PlainDate): string => dayText(day).vi;

/** The steps and days that an entry states. */
function stepsOf<N extends EventName>(
  { type, data, revision: entry }: { readonly type: N; readonly data: DataOf<Events[N]>; readonly revision: number },
  subjectOf: ReadonlyMap<Uuid, Uuid>,
): readonly Step[] {
  return steps[type](data, subjectOf).map((stated) => ({ ...stated, entry }));
}

/** Refuses a step that is out of order, recorded twice, or dated after the end of the engagement. */
export function checkMilestones(engagement: Engagement, opening: Entry<'EngagementOpened'>, roster: Roster): void {
  const subjectOf = new Map(
    entriesOf(engagement, 'SubjectConcluded').flatMap(({ data }) =>
      data.remedies.map(({ remedyId }) => [remedyId, data.subjectId] as const),
    ),
  );
  const recorded = engagement.flatMap((entry) => stepsOf(entry, subjectOf));
  for (const what of ONCE) {
    const [first, second] = recorded.filter((step) => step.what === what);
    if (first && second)
      refuse('ToldTwice', { step: what, stepVi: MILESTONES[what].vi, stepEn: MILESTONES[what].en, entry: first.entry });
  }
  for (const earlier of recorded) for (const later of recorded) checkOrder(earlier, later);
  checkTimeLimits(engagement, opening);
  checkEnd(engagement, recorded, roster);
}

function checkOrder(earlier: Step, later: Step): void {
  if (earlier.on === null || later.on === null || earlier.on <= later.on || !comesBefore(earlier, later)) return;
  refuse('OutOfOrder', { ...named('earlier', earlier.what, earlier.on), ...named('later', later.what, later.on) });
}

function comesBefore(a: Step, b: Step): boolean {
  if (a.what === 'DECIDED') return b.what !== 'DECIDED';
  const [first, second] = [SEQUENCE.indexOf(a.what), SEQUENCE.indexOf(b.what)];
  if (first < 0) return false;
  const sameSubject = a.subjectId === null || b.subjectId === null || a.subjectId === b.subjectId;
  return sameSubject && (second > first || AFTER_THE_NOTICE.includes(b.what));
}

const named = <R extends 'earlier' | 'later' | 'end'>(role: R, what: Milestone, on: PlainDate) => {
  const members: Record<string, string> = {
    [role]: what,
    [`${role}Vi`]: MILESTONES[what].vi,
    [`${role}En`]: MILESTONES[what].en,
    [`${role}On`]: on,
    [`${role}Day`]: numericDate(on),
  };
  return members as Record<R | `${R}${'Vi' | 'En' | 'On' | 'Day'}`, string>;
};

/**
 * Refuses an extension that is not later than the time limit in force. So the time limit on a day is the latest one
 * decided on or before that day.
 */
function checkTimeLimits(engagement: Engagement, { data: opened }: Entry<'EngagementOpened'>): void {
  checkLimit(opened.dueOn, opened.decision.signedOn);
  const limits = opened.dueOn ? [opened.dueOn] : [];
  for (const { data } of entriesOf(engagement, 'EngagementExtended', 'EngagementPostponed')) {
    if (!('dueOn' in data)) {
      checkLimit(data.resumesOn, data.decidedOn);
      continue;
    }
    const { dueOn, decidedOn } = data;
    checkLimit(dueOn, decidedOn);
    const earlierOn = limits.find((limit) => limit === dueOn || (limit === opened.dueOn && limit > dueOn));
    if (earlierOn)
      refuse('DueNotLater', { dueOn, dueDay: numericDate(dueOn), earlierOn, earlierDay: numericDate(earlierOn) });
    limits.push(dueOn);
  }
}

/** Refuses a time limit that is before the day of the decision that sets the limit. */
function checkLimit(limitOn: PlainDate | null, decidedOn: PlainDate | null): void {
  if (limitOn && decidedOn && limitOn < decidedOn)
    refuse('LimitBeforeDecision', {
      limitOn,
      limitDay: numericDate(limitOn),
      decidedOn,
      decidedDay: numericDate(decidedOn),
    });
}

function checkEnd(engagement: Engagement, steps: readonly Step[], roster: Roster): void {
  const [end, second] = steps.filter((step) => ENDS.includes(step.what));
  if (!end?.on) return;
  const endDetail = { ...named('end', end.what, end.on), entry: end.entry };
  if (second) refuse('EndedTwice', endDetail);
  for (const { what, on } of steps)
    if (on !== null && on > end.on && !AFTER_THE_NOTICE.includes(what) && what !== end.what)
      refuse('AfterTheEnd', { ...endDetail, ...named('later', what, on) });
  const revoked = entriesOf(engagement, 'ConclusionRevoked').flatMap(({ data }) => data.subjectIds);
  const concludedIds = entriesOf(engagement, 'SubjectConcluded').map(({ data }) => data.subjectId);
  if (end.what === 'CANCELLED' && concludedIds.some((subjectId) => !revoked.includes(subjectId)))
    refuse('CancelledThoughConcluded');
  const open = [...roster].filter(([id, { removedOn }]) => removedOn === null && !concludedIds.includes(id));
  if (end.what === 'CLOSED' && open.length > 0) refuse('ClosedUnconcluded', { count: open.length });
}
