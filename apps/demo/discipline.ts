import type { PostponementReason, SourceCode } from '#features/discipline';
import type { Post } from '#features/papers';
import type { DisciplineForm } from '#features/rulebook';
import { BUILDERS, INSPECTORS, STANDING } from './engagements.js';
import { cell, type DemoBody, group, school, type Signed } from './papers.js';

/** The disciplined person or organization. The person's id is derived from `person`; null: the organization. */
export interface DemoDisciplined {
  readonly organization: string;
  readonly person: string | null;
  readonly probationary?: true;
}

/** How a case ended, or why it waits. */
export type DemoEnd =
  | DemoDecision
  | { readonly struckOffOn: string }
  | { readonly postponedOn: string; readonly until: string; readonly reason: PostponementReason };

export interface DemoDecision {
  readonly form: DisciplineForm;
  readonly by: DemoBody;
  /** The paper of the decision. Its day is the day of the vote for a cell, the day of signing for any other body. */
  readonly document: Signed;
  readonly announcedOn: string;
  /** Posts that a removal takes away. */
  readonly posts?: Post[];
  /** The new form after a complaint. */
  readonly lowered?: { readonly to: DisciplineForm; readonly by: DemoBody; readonly document: Signed };
}

export interface DemoCase {
  readonly disciplined: DemoDisciplined;
  /** The notice that asks for discipline, or another source. */
  readonly source: { readonly notice: string } | { readonly other: SourceCode };
  readonly openedOn: string;
  readonly end: DemoEnd;
}

const memberOf = (organization: string, post = 'đảng viên'): DemoDisciplined => ({
  organization,
  person: `${post}, ${organization}`,
});
const cellOf = (organization: string): DemoBody => ({ of: organization, body: 'CELL', name: null, symbol: 'CB' });

const decided = (form: DisciplineForm, by: DemoBody, document: Signed, announcedOn: string): DemoDecision => ({
  form,
  by,
  document,
  announcedOn,
});
/** A decision by a cell. The cell announces the result of its vote at once, and the decision is then in force. */
const byCell = (
  organization: string,
  form: DisciplineForm,
  number: number,
  openedOn: string,
  votedOn: string,
): DemoCase => ({
  disciplined: memberOf(organization, 'đảng viên bị xem xét'),
  source: { other: 'CELL_PROPOSAL' },
  openedOn,
  end: decided(form, cellOf(organization), [number, votedOn], votedOn),
});

/**
 * 14 decisions on members from July 2025 to October 2026: nine by cells, three by the inspection committee, two by the
 * standing committee. Also one decision on an organization, and two cases that ended without a decision.
 */
export const CASES: readonly DemoCase[] = [
  byCell(group(12), 'REPRIMAND', 2, '2025-08-21', '2025-09-12'),
  byCell(school('Mầm non Sơn Ca'), 'REPRIMAND', 1, '2025-09-29', '2025-10-20'),
  {
    disciplined: memberOf(cell('Phân xưởng Đúc')),
    source: { notice: '03-TB/UBKTĐU' },
    openedOn: '2025-12-02',
    end: decided('REPRIMAND', INSPECTORS, [9, '2025-12-23'], '2025-12-26'),
  },
  byCell(cell('Phân xưởng Rèn'), 'REPRIMAND', 1, '2025-12-18', '2026-01-09'),
  byCell(group(24), 'REPRIMAND', 1, '2026-01-14', '2026-02-06'),
  byCell(cell('Tổ An ninh'), 'WARNING', 2, '2026-02-25', '2026-03-20'),
  {
    disciplined: memberOf(group(49)),
    source: { other: 'FINAL_JUDGMENT' },
    openedOn: '2026-03-16',
    end: decided('EXPULSION', STANDING, [45, '2026-04-06'], '2026-04-10'),
  },
  byCell(school('THCS Tân Tiến'), 'REPRIMAND', 1, '2026-04-03', '2026-04-24'),
  {
    disciplined: memberOf(school('Tiểu học Đồng Tâm Mới'), 'phó bí thư'),
    openedOn: '2026-03-30',
    source: { other: 'DENUNCIATION' },
    end: {
      ...decided('WARNING', INSPECTORS, [17, '2026-04-28'], '2026-05-04'),
      lowered: { to: 'REPRIMAND', by: STANDING, document: [84, '2026-07-30'] },
    },
  },
  byCell(group(38), 'REPRIMAND', 1, '2026-05-14', '2026-06-05'),
  {
    disciplined: memberOf(cell('Ban Quản lý dự án')),
    source: { other: 'STATE_SANCTION' },
    openedOn: '2026-06-08',
    end: decided('REPRIMAND', INSPECTORS, [23, '2026-06-30'], '2026-07-03'),
  },
  byCell(cell('Công ty TNHH May Vĩnh Tường'), 'REPRIMAND', 1, '2026-06-18', '2026-07-10'),
  byCell(group(55), 'REPRIMAND', 1, '2026-08-20', '2026-09-11'),
  {
    disciplined: memberOf(BUILDERS, 'cấp ủy viên'),
    source: { notice: '21-TB/UBKTĐU' },
    openedOn: '2026-10-09',
    end: { ...decided('REMOVAL', STANDING, [109, '2026-10-23'], '2026-10-26'), posts: ['COMMITTEE_MEMBER'] },
  },
  {
    disciplined: { organization: BUILDERS, person: null },
    source: { notice: '21-TB/UBKTĐU' },
    openedOn: '2026-10-09',
    end: decided('REPRIMAND', STANDING, [108, '2026-10-23'], '2026-10-26'),
  },
  {
    disciplined: memberOf(school('Tiểu học An Lạc')),
    source: { other: 'CELL_PROPOSAL' },
    openedOn: '2026-05-04',
    end: { postponedOn: '2026-05-11', until: '2027-01-31', reason: 'POSTPONE_PREGNANCY' },
  },
  {
    disciplined: { organization: group(42), person: `đảng viên dự bị, ${group(42)}`, probationary: true },
    source: { other: 'CELL_PROPOSAL' },
    openedOn: '2026-05-28',
    end: { struckOffOn: '2026-06-19' },
  },
];
