import type { PersonOf } from '#features/members';
import { type DischargeReason, type Outcome, OUTCOMES } from '#features/engagements';
import type { Answering, Kin } from '#features/organizations';
import type { Capacity } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { Closure } from './codes.js';
import { disbandmentsOwed, type Disbandments } from './disbandments.js';
import type { Closing, Owed, Who } from './owed.js';

export type { Who };

/** A conclusion in force: not revoked, and not of a cancelled engagement. */
export interface Concluded extends Who {
  readonly engagementId: Uuid;
  readonly subjectId: Uuid;
  readonly capacity: Capacity;
  readonly noticeNumber: string | null;
  /** The day from which the conclusion counts; null: the day is unknown, and the conclusion counts on every day. */
  readonly since: PlainDate | null;
  readonly outcome: Outcome;
}

/** An inspection on signs of violation that arises from an earlier engagement and is not cancelled. */
export interface InspectionOnSigns {
  readonly engagementId: Uuid;
  readonly arisesFrom: Source;
  readonly subjects: readonly Who[];
  readonly decidedOn: PlainDate | null;
}

/** A discipline case that arises from an engagement. */
export interface CaseOfEngagement extends Who {
  readonly caseId: Uuid;
  readonly arisesFrom: Source;
  readonly status: 'OPEN' | 'POSTPONED' | 'DECIDED' | 'NOT_IMPOSED';
  readonly endedOn: PlainDate | null;
}

/** A recorded reason why an obligation ended without the required act. */
export interface Discharge {
  readonly engagementId: Uuid;
  readonly subjectId: Uuid;
  readonly on: PlainDate;
  readonly reason: DischargeReason;
}

/**
 * The engagement that an act arises from. If no subject of that engagement is named, the subjects of the act are
 * compared.
 */
export interface Source {
  readonly engagementId: Uuid;
  readonly subjectId: Uuid | null;
}

/** The facts dated on or before the day asked about; later facts are left out. */
export interface Facts {
  readonly conclusions: readonly Concluded[];
  readonly inspections: readonly InspectionOnSigns[];
  readonly cases: readonly CaseOfEngagement[];
  readonly discharges: readonly Discharge[];
  readonly disbandments: Disbandments;
  /** How organizations are related, by lineage. */
  readonly kin: Kin;
  /** One id for each person, the same for every record of theirs. */
  readonly personOf: PersonOf;
  /** Who answers for an organization on the day. */
  readonly answering: (organizationId: Uuid) => Answering;
}

export interface Obligation extends Owed {
  /** Who answers for it: the organization itself, or those to whom its affairs passed. */
  readonly answering: Answering;
}

/**
 * The obligations of a day, oldest first, each with what closed it (docs/domain.md 1.6, 15, 16; decision 039). An
 * inspection on signs of violation that arises from the conclusion closes an obligation to inspect. A case that was
 * decided, or ended without discipline, closes an obligation to discipline. Only an act of the same day or later closes,
 * and only one about the same subject or what became of it; where a day is unknown, the obligation stays open. A
 * discharge closes either. Of several closures the earliest is reported. An obligation never blocks a command.
 */
export function obligations(facts: Facts): readonly Obligation[] {
  const owed = [...facts.conclusions.flatMap((one) => owedAfter(one, facts)), ...disbandmentsOwed(facts.disbandments)];
  return owed.map((one) => ({ ...one, answering: facts.answering(one.organizationId) })).sort(inOrder);
}

function owedAfter(conclusion: Concluded, { inspections, cases, discharges, kin, personOf }: Facts): readonly Owed[] {
  const { outcome, ...from } = conclusion;
  const { obliges } = OUTCOMES[outcome];
  if (obliges === null) return [];
  const closures: Closing[] = discharges
    .filter(
      ({ engagementId, subjectId }) => engagementId === conclusion.engagementId && subjectId === conclusion.subjectId,
    )
    .map(({ on, reason }) => ({ by: 'DISCHARGE', on, id: null, reason }));
  const notClosedBy: Owed['notClosedBy'][number][] = [];
  let underWay: Uuid | null = null;
  const judge = (id: Uuid, by: Closure, on: PlainDate | null) => {
    const { since } = conclusion;
    if (since === null || on === null) notClosedBy.push({ id, because: 'DAY_UNKNOWN' });
    else if (on < since) notClosedBy.push({ id, because: 'EARLIER' });
    else closures.push({ by, on, id, reason: null });
  };
  for (const { engagementId: id, decidedOn, arisesFrom, subjects } of obliges === 'INSPECT_SIGNS' ? inspections : []) {
    const names = namesIt(conclusion, arisesFrom, subjects, { kin, personOf });
    if (names === 'OTHER_SUBJECT') notClosedBy.push({ id, because: names });
    else if (names) judge(id, 'ENGAGEMENT', decidedOn);
  }
  for (const { caseId, arisesFrom, status, endedOn, ...who } of obliges === 'DISCIPLINE' ? cases : []) {
    const names = namesIt(conclusion, arisesFrom, [who], { kin, personOf });
    const by = status === 'DECIDED' ? 'DECISION' : status === 'NOT_IMPOSED' ? 'NO_DISCIPLINE' : null;
    if (names === 'OTHER_SUBJECT') notClosedBy.push({ id: caseId, because: names });
    else if (names && by === null) underWay ??= caseId;
    else if (names && by !== null) judge(caseId, by, endedOn);
  }
  const closed = closures.sort((a, b) => compared(a.on ?? '', b.on ?? ''))[0] ?? null;
  return [
    {
      ...from,
      caseId: null,
      registerEntry: null,
      obliges,
      closed,
      underWay: closed === null ? underWay : null,
      notClosedBy: closed === null ? notClosedBy.sort((a, b) => compared(a.id, b.id)) : [],
    },
  ];
}

/**
 * Whether an act arises from a conclusion: false if it names another engagement or another subject of it, or names no
 * subject and is about others; 'OTHER_SUBJECT' if it names this subject and is about another one.
 */
function namesIt(
  of: Concluded,
  source: Source,
  about: readonly Who[],
  { kin, personOf }: Pick<Facts, 'kin' | 'personOf'>,
): boolean | 'OTHER_SUBJECT' {
  if (source.engagementId !== of.engagementId) return false;
  const isSamePerson = ({ memberId }: Who) =>
    memberId !== null && of.memberId !== null ? personOf(memberId) === personOf(of.memberId) : memberId === of.memberId;
  const isSameLine = (who: Who) => kin(who.organizationId, of.organizationId) === 'same';
  if (source.subjectId === null)
    return about.some((who) => isSamePerson(who) && (of.memberId !== null || isSameLine(who)));
  if (source.subjectId !== of.subjectId) return false;
  const isAbout = (who: Who) => (who.memberId !== null && of.memberId !== null ? isSamePerson(who) : isSameLine(who));
  return about.some(isAbout) || 'OTHER_SUBJECT';
}

/** Orders obligations by day, oldest first; those without a day come before all others. */
export const inOrder = (a: Place, b: Place): number =>
  compared(a.since ?? '', b.since ?? '') || compared(keyOf(a), keyOf(b));
export type Place = Pick<Owed, 'since' | 'engagementId' | 'subjectId' | 'caseId' | 'organizationId' | 'obliges'>;

/** What tells an obligation from all others. */
export const keyOf = ({ engagementId, subjectId, caseId, organizationId, obliges }: Place): string =>
  [engagementId ?? caseId ?? organizationId, subjectId ?? '', obliges].join(' ');
/** Whether an obligation comes after a place in the list. */
export const isAfter = (
  one: Place,
  { since, key }: { readonly since: PlainDate | null; readonly key: string },
): boolean => (compared(one.since ?? '', since ?? '') || compared(keyOf(one), key)) > 0;
const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
