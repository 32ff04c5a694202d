import type { BodyKind, Kind, Verb } from '#features/papers';
import { dayOf, type PlainDate } from '#kernel/dates';
import { Instant } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { type DayRange, isBounded, judgedByDays } from '#kernel/day-ranges';
import type { EngagementOnDay, Opening, SubjectOnDay } from './engagement-on-day.js';
import type { Status } from './statuses.js';

/** Filters of the list. An engagement must meet all that are given. */
export interface EngagementFilter extends DayFilter {
  readonly kind?: Kind | undefined;
  readonly verb?: Verb | undefined;
  readonly status?: Status | undefined;
  /** Only engagements in which this organization, its body or one of its members is or was a subject. */
  readonly organizationId?: Uuid | undefined;
  readonly body?: BodyKind | undefined;
  readonly bodyOrganizationId?: Uuid | undefined;
  readonly overdue?: boolean | undefined;
}

/** First and last day of the decision, of a subject's conclusion, and of the first entry; all included. */
export interface DayFilter {
  readonly decidedFrom?: PlainDate | undefined;
  readonly decidedTo?: PlainDate | undefined;
  readonly concludedFrom?: PlainDate | undefined;
  readonly concludedTo?: PlainDate | undefined;
  readonly recordedFrom?: PlainDate | undefined;
  readonly recordedTo?: PlainDate | undefined;
}

export interface Ranges {
  readonly decided: DayRange;
  readonly concluded: DayRange;
  readonly recorded: DayRange;
}
export const rangesOf = (filter: DayFilter): Ranges => ({
  decided: { from: filter.decidedFrom, to: filter.decidedTo },
  concluded: { from: filter.concludedFrom, to: filter.concludedTo },
  recorded: { from: filter.recordedFrom, to: filter.recordedTo },
});

/** Whether the filter bounds a day that an engagement may lack. */
export function boundsADay(filter: DayFilter): boolean {
  const { decided, concluded } = rangesOf(filter);
  return isBounded(decided) || isBounded(concluded);
}

interface Dated {
  readonly opening: Pick<Opening, 'signedOn' | 'recordedAt'>;
  readonly on: Pick<EngagementOnDay, 'subjects'>;
}

/** Judges an engagement as its reader sees it, with the conclusions of all its subjects. */
export const judgedDays = ({ opening, on }: Dated, filter: DayFilter) => judged(opening, on.subjects, filter);

/** Judges one row of the facts: a subject with its own conclusion. */
export const judgedFact = ({ opening }: Dated, subject: SubjectOnDay, filter: EngagementFilter) =>
  filter.organizationId !== undefined && subject.organizationId !== filter.organizationId
    ? 'outside'
    : judged(opening, [subject], filter);

function judged(opening: Dated['opening'], subjects: readonly SubjectOnDay[], filter: DayFilter) {
  const { decided, concluded, recorded } = rangesOf(filter);
  return judgedByDays([
    [decided, [opening.signedOn]],
    [recorded, [dayOf(Instant.parse(opening.recordedAt))]],
    [concluded, subjects.map(({ conclusion }) => conclusion?.countsOn ?? null)],
  ]);
}
