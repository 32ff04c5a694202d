import { type DischargeReason, type Outcome, OUTCOMES } from '#features/engagements';
import type { Capacity } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { Closure, ObligationCode } from './codes.js';

/** A subject of an engagement or case: an organization or a person. */
export interface Who {
  readonly organizationId: Uuid;
  readonly memberId: Uuid | null;
}

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
}

export interface Obligation extends Omit<Concluded, 'outcome'> {
  readonly obliges: ObligationCode;
  /** What closed the obligation; null while the obligation is open. */
  readonly closed: {
    readonly by: Closure;
    /** The day on which the obligation was closed; null: unknown. */
    readonly on: PlainDate | null;
    /** The engagement or discipline case that closed the obligation; null for a discharge. */
    readonly id: Uuid | null;
    readonly reason: DischargeReason | null;
  } | null;
  /** A case opened for the obligation that has not ended. */
  readonly underWay: Uuid | null;
}

/**
 * The obligations of conclusions, oldest first, each with what closed it (docs/domain.md 1.6, 15). An inspection on
 * signs of violation that arises from the conclusion closes an obligation to inspect. A case that was decided, or ended
 * without discipline, closes an obligation to discipline. A discharge closes either. Of several closures the earliest
 * is reported. An obligation never blocks a command.
 */
export function obligations({ conclusions, inspections, cases, discharges }: Facts): readonly Obligation[] {
  const opened = conclusions.flatMap((conclusion): Obligation[] => {
    const { outcome, ...from } = conclusion;
    const { obliges } = OUTCOMES[outcome];
    if (obliges === null) return [];
    const closures: NonNullable<Obligation['closed']>[] = discharges
      .filter(
        ({ engagementId, subjectId }) => engagementId === conclusion.engagementId && subjectId === conclusion.subjectId,
      )
      .map(({ on, reason }) => ({ by: 'DISCHARGE', on, id: null, reason }));
    let underWay: Uuid | null = null;
    if (obliges === 'INSPECT_SIGNS') {
      for (const { engagementId, decidedOn, arisesFrom, subjects } of inspections)
        if (isFrom(conclusion, arisesFrom, subjects))
          closures.push({ by: 'ENGAGEMENT', on: decidedOn, id: engagementId, reason: null });
    } else {
      for (const { caseId, arisesFrom, status, endedOn, ...who } of cases) {
        if (!isFrom(conclusion, arisesFrom, [who])) continue;
        const by = status === 'DECIDED' ? 'DECISION' : status === 'NOT_IMPOSED' ? 'NO_DISCIPLINE' : null;
        if (by === null) underWay ??= caseId;
        else closures.push({ by, on: endedOn, id: caseId, reason: null });
      }
    }
    const closed = closures.sort((a, b) => compared(a.on ?? '', b.on ?? ''))[0] ?? null;
    return [{ ...from, obliges, closed, underWay: closed === null ? underWay : null }];
  });
  return opened.sort(inOrder);
}

const isFrom = ({ engagementId, subjectId, organizationId, memberId }: Concluded, source: Source, of: readonly Who[]) =>
  source.engagementId === engagementId &&
  (source.subjectId === null
    ? of.some((who) => who.organizationId === organizationId && who.memberId === memberId)
    : source.subjectId === subjectId);

/** Orders obligations by day, oldest first; those without a day come before all others. */
export const inOrder = (a: Place, b: Place): number =>
  compared(a.since ?? '', b.since ?? '') ||
  compared(a.engagementId, b.engagementId) ||
  compared(a.subjectId, b.subjectId);
export type Place = Pick<Concluded, 'since' | 'engagementId' | 'subjectId'>;
const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
