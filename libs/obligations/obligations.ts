import { type DischargeReason, type Outcome, OUTCOMES } from '#features/engagements';
import type { Capacity } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { Closure, ObligationCode } from './codes.js';

/** A subject of an engagement: an organization or a person. */
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
  /** The day from which it counts; null: unknown, and it counts on every day. */
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

/** The engagement that an act arises from; if it names no subject, the subjects of the act itself are compared. */
export interface Source {
  readonly engagementId: Uuid;
  readonly subjectId: Uuid | null;
}

/** The facts by the day asked about; later ones are left out. */
export interface Facts {
  readonly conclusions: readonly Concluded[];
  readonly inspections: readonly InspectionOnSigns[];
  readonly cases: readonly CaseOfEngagement[];
  readonly discharges: readonly Discharge[];
}

export interface Obligation extends Omit<Concluded, 'outcome'> {
  readonly obliges: ObligationCode;
  /** Null while it is open. */
  readonly closed: {
    readonly by: Closure;
    /** Null: unknown. */
    readonly on: PlainDate | null;
    /** The engagement or the case; null for a discharge. */
    readonly id: Uuid | null;
    readonly reason: DischargeReason | null;
  } | null;
  /** A case opened for the obligation that has not ended. */
  readonly underWay: Uuid | null;
}

/**
 * The obligations of conclusions, each with what closed it. Signs of violation are closed by an inspection that arises
 * from them, discipline by a case that was decided or ended without discipline, either one by a discharge
 * (docs/domain.md 1.6, 15). An obligation blocks nothing. Of several closures the earliest is reported. Oldest first.
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

/** Oldest first; undated ones before all others. */
export const inOrder = (a: Place, b: Place): number =>
  compared(a.since ?? '', b.since ?? '') ||
  compared(a.engagementId, b.engagementId) ||
  compared(a.subjectId, b.subjectId);
export type Place = Pick<Concluded, 'since' | 'engagementId' | 'subjectId'>;
const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
