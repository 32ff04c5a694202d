import type { Body, Paper, Post, SigningCapacity } from '#features/papers';
import type { DisciplineForm } from '#features/rulebook';
import { before, type PlainDate } from '#kernel/dates';
import type { ErasedField } from '#kernel/erased';
import type { Uuid } from '#kernel/ids';
import type { Bilingual } from '#kernel/text';
import {
  type CaseStatus,
  type Change,
  type Gap,
  GAPS,
  type NotImposedReason,
  type PostponementReason,
  type SourceCode,
  type Stage,
} from '../codes.js';
import type { Votes } from '../rules/ballot.js';
import { type Course, decidedOn, type Effect, effectOn } from '../rules/effect.js';
import { type Subject } from '../rules/shapes.js';

/** The revision of the entry that states a fact. A correction or an annulment names this revision. */
interface Stated {
  readonly entry: number;
}

/** A case with its sealed values decrypted. A value whose key is destroyed is null and listed in `erased`. */
export interface CaseRecord extends Stated {
  readonly caseId: Uuid;
  readonly subject: Subject;
  readonly source: {
    readonly engagementId: Uuid | null;
    readonly subjectId: Uuid | null;
    readonly other: SourceCode | null;
  };
  readonly openedOn: PlainDate | null;
  readonly ruleSetIdAtOpening: string | null;
  readonly note: string | null;
  readonly ballots: readonly (Stated & {
    readonly ballotId: Uuid;
    readonly body: Body;
    readonly heldOn: PlainDate | null;
    readonly stage: Stage;
    readonly entitled: number;
    readonly present: number | null;
    readonly votes: Votes | null;
  })[];
  readonly decision: DecisionRecord | null;
  readonly announcement: (Stated & { readonly announcedOn: PlainDate }) | null;
  readonly receipt: (Stated & { readonly receivedOn: PlainDate }) | null;
  readonly notImposed:
    | (Stated & {
        readonly on: PlainDate | null;
        readonly reason: NotImposedReason | null;
        readonly note: string | null;
      })
    | null;
  readonly postponements: readonly (Stated & {
    readonly on: PlainDate;
    readonly reason: PostponementReason | null;
    readonly until: PlainDate | null;
  })[];
  readonly changes: readonly ChangeRecord[];
  readonly erased: readonly ErasedField[];
}
export interface DecisionRecord extends Stated {
  readonly form: DisciplineForm | null;
  readonly posts: readonly Post[] | null;
  readonly decidingBody: Body;
  readonly votedOn: PlainDate | null;
  readonly signedOn: PlainDate | null;
  readonly document: Paper;
  readonly signedAs: SigningCapacity | null;
  readonly ruleSetId: string | null;
}
export interface ChangeRecord extends Stated {
  readonly changedOn: PlainDate;
  readonly by: Body;
  readonly how: Change;
  readonly form: DisciplineForm | null;
  readonly posts: readonly Post[] | null;
  readonly document: Paper;
  readonly metOn: PlainDate | null;
  readonly signedAs: SigningCapacity | null;
}

/** The days of a case; none of them is sealed. */
export interface CaseDays {
  readonly openedOn: PlainDate | null;
  readonly ballots: readonly { readonly heldOn: PlainDate | null }[];
  readonly decision: {
    readonly decidingBody: Body;
    readonly votedOn: PlainDate | null;
    readonly signedOn: PlainDate | null;
  } | null;
  readonly notImposed: { readonly on: PlainDate | null } | null;
  readonly postponements: readonly { readonly on: PlainDate; readonly until: PlainDate | null }[];
}

/** The day of the decision; null if there is none or its day is unknown. */
export const dayOfDecision = ({ decision }: CaseDays): PlainDate | null =>
  decision && decidedOn({ ...decision, byCell: decision.decidingBody.body === 'CELL' });

/** Whether a fact is dated on or before a day. A fact without a day counts as dated before every day. */
const by = (day: PlainDate, on: PlainDate | null): boolean => on === null || on <= day;

/**
 * Whether some fact of a case is dated on or before a day. A ballot or a decision before the opening is a fact of its
 * day, so the case is shown then (with a warning); else it would vanish between the two days.
 */
function hasBegun(days: CaseDays, day: PlainDate): boolean {
  if (by(day, days.openedOn)) return true;
  const ends = [dayOfDecision(days), days.notImposed?.on ?? null];
  return [...days.ballots.map(({ heldOn }) => heldOn), ...ends].some((on) => on !== null && on <= day);
}

/** Status of a case as of a day; null before its first fact. A postponement no longer holds on the day `until`. */
export function statusOn(days: CaseDays, day: PlainDate): CaseStatus | null {
  if (!hasBegun(days, day)) return null;
  if (days.decision && by(day, dayOfDecision(days))) return 'DECIDED';
  if (days.notImposed && by(day, days.notImposed.on)) return 'NOT_IMPOSED';
  const waits = days.postponements.some(({ on, until }) => on <= day && (until === null || before(day, until)));
  return waits ? 'POSTPONED' : 'OPEN';
}

/** A case as of a day: leaves out entries dated later. Null before its first fact. */
export function caseOn(record: CaseRecord, day: PlainDate): CaseRecord | null {
  if (!hasBegun(record, day)) return null;
  const decided = record.decision !== null && by(day, dayOfDecision(record));
  const then = {
    ...record,
    ballots: record.ballots.filter(({ heldOn }) => by(day, heldOn)),
    decision: decided ? record.decision : null,
    announcement:
      decided && record.announcement && by(day, record.announcement.announcedOn) ? record.announcement : null,
    receipt: decided && record.receipt && by(day, record.receipt.receivedOn) ? record.receipt : null,
    notImposed: record.notImposed && by(day, record.notImposed.on) ? record.notImposed : null,
    postponements: record.postponements.filter(({ on }) => by(day, on)),
    changes: decided ? record.changes.filter(({ changedOn }) => by(day, changedOn)) : [],
  };
  const { entry, ballots, decision, notImposed, postponements, changes } = then;
  const shown = new Set([entry, ...[...ballots, ...postponements, ...changes].map((row) => row.entry)]);
  for (const end of [decision, notImposed]) if (end) shown.add(end.entry);
  return { ...then, erased: record.erased.filter((field) => shown.has(field.entry)) };
}

/** A case, and the days of the other cases of its subject. */
export interface CaseAmongOthers {
  readonly record: CaseRecord;
  readonly others: readonly CaseDays[];
}

/**
 * Whether the decision of a case is in force, from the facts dated on or before the day `asOf`. Another case of the
 * same subject counts as a sign of a new violation, unless that case ended without discipline.
 *
 * @param on the day asked about; defaults to `asOf`
 */
export function effectOfCase({ record, others }: CaseAmongOthers, asOf: PlainDate, on: PlainDate = asOf): Effect {
  const then = caseOn(record, asOf);
  if (!then?.decision) return { ...NOTHING, working: [NO_DECISION] };
  const { decision, announcement, changes } = then;
  const announcedOn = announcement?.announcedOn ?? null;
  const newCases = others.flatMap((other) => {
    const status = statusOn(other, asOf);
    if (status === null || status === 'NOT_IMPOSED' || !by(asOf, other.openedOn)) return [];
    // Another case without a day of opening is no new violation if it was decided before this decision was announced.
    const otherDay = dayOfDecision(other);
    const isOlder = other.openedOn === null && otherDay !== null && before(otherDay, announcedOn);
    return isOlder ? [] : [other.openedOn];
  });
  const course: Course = {
    form: decision.form,
    votedOn: decision.votedOn,
    signedOn: decision.signedOn,
    byCell: decision.decidingBody.body === 'CELL',
    announcedOn,
    ruleSetId: decision.ruleSetId,
    changes,
    newCases,
  };
  return effectOn(course, on);
}

const NO_DECISION: Bilingual = { vi: 'Chưa có quyết định kỷ luật', en: 'There is no disciplinary decision yet' };
const NOTHING: Omit<Effect, 'working'> = {
  inForce: false,
  form: null,
  effectiveOn: null,
  endsOn: null,
  endedHow: null,
  neverEnds: false,
  endsOnUnknownBecause: null,
  ruleSet: null,
};

export function gapsOf({ openedOn, decision, announcement, receipt, notImposed }: CaseRecord): readonly Gap[] {
  const open: Partial<Record<Gap, boolean>> = {
    OPENING_DAY: openedOn === null,
    DECISION_NUMBER: decision?.document.number === null,
    VOTING_DAY: decision?.votedOn === null,
    SIGNING_DAY: decision?.signedOn === null,
    ANNOUNCEMENT: decision !== null && announcement === null,
    RECEIPT: decision !== null && receipt === null,
    DAY_OF_END: notImposed?.on === null,
  };
  return Object.keys(GAPS).filter((gap): gap is Gap => open[gap as Gap] === true);
}
