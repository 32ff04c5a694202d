import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { Owed } from './owed.js';

/** What the two features state about disbandments, as of a day. */
export interface Disbandments {
  /** Cases on organizations, with whether the decision disbands the organization on the day. */
  readonly cases: readonly {
    readonly caseId: Uuid;
    readonly organizationId: Uuid;
    readonly disbands: boolean;
    readonly decidedOn: PlainDate | null;
    /** Whether the case has not ended. */
    readonly isOpen: boolean;
  }[];
  /** Ends of organizations in the register. */
  readonly ends: readonly {
    readonly organizationId: Uuid;
    readonly how: 'DISSOLVED' | 'DISBANDED' | 'REORGANIZED';
    readonly on: PlainDate;
    readonly entry: number;
  }[];
}

/**
 * A disbandment is a form of discipline and an end in the register. Where one of the two is missing, the other is an
 * open obligation. Each closes the other whatever its day, since both state the same fact.
 */
export function disbandmentsOwed({ cases, ends }: Disbandments): readonly Owed[] {
  const ofOrganization = {
    memberId: null,
    capacity: 'ORGANIZATION',
    engagementId: null,
    subjectId: null,
    noticeNumber: null,
    notClosedBy: [],
  } as const;
  const decided = cases.filter(({ disbands }) => disbands);
  const toRegister = decided.map(({ caseId, organizationId, decidedOn }): Owed => {
    const end = ends.find((one) => one.organizationId === organizationId);
    return {
      ...ofOrganization,
      organizationId,
      caseId,
      registerEntry: null,
      since: decidedOn,
      obliges: 'REGISTER_DISBANDMENT',
      closed: end ? { by: 'REGISTER', on: end.on, id: null, reason: null } : null,
      underWay: null,
    };
  });
  const toDecide = ends.flatMap(({ organizationId, how, on, entry }): Owed[] => {
    if (how !== 'DISBANDED') return [];
    const decision = decided.find((one) => one.organizationId === organizationId);
    const open = cases.find((one) => one.organizationId === organizationId && one.isOpen);
    return [
      {
        ...ofOrganization,
        organizationId,
        caseId: null,
        registerEntry: entry,
        since: on,
        obliges: 'DECIDE_DISBANDMENT',
        closed: decision ? { by: 'DECISION', on: decision.decidedOn, id: decision.caseId, reason: null } : null,
        underWay: decision ? null : (open?.caseId ?? null),
      },
    ];
  });
  return [...toRegister, ...toDecide];
}
