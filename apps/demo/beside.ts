import type { Kind } from '#features/papers';
import {
  ADMINISTRATION,
  AGENCIES,
  AN_LAC,
  BEN_PHUONG,
  INSPECTORS,
  MECHANICS,
  STANDING,
  VINH_TUONG_1,
  VINH_TUONG_2,
} from './engagements.js';
import {
  cell,
  concludedEngagement,
  type DemoBody,
  type DemoEngagement,
  subjectWith,
  group,
  member,
  school,
  secretary,
  type Signed,
} from './papers.js';

const committeeOf = (of: string, symbol: string): DemoBody => ({ of, body: 'COMMITTEE', name: null, symbol });
const POLICE_BASE = 'Đảng bộ Công an phường';
const anLac = committeeOf(AN_LAC, 'ĐUAL');
const vinhTuong1 = committeeOf(VINH_TUONG_1, 'ĐUVT1');
const vinhTuong2 = committeeOf(VINH_TUONG_2, 'ĐUVT2');
const benPhuong = committeeOf(BEN_PHUONG, 'ĐUBP');
const mechanics = committeeOf(MECHANICS, 'ĐUCK');
const administration = committeeOf(ADMINISTRATION, 'ĐUUB');
const agencies = committeeOf(AGENCIES, 'ĐUCQ');
const police = committeeOf(POLICE_BASE, 'ĐUCA');

/**
 * 17 engagements of base committees on 23 cells. The ward's own bodies also inspected or supervised six of these cells.
 */
export const OF_BASE_COMMITTEES: readonly DemoEngagement[] = [
  concludedEngagement(anLac, 'INSP_COMPLIANCE', [3, '2025-10-08'], [2, '2025-11-05'], '2025-11-10', [
    group(2),
    group(5),
  ]),
  concludedEngagement(vinhTuong1, 'SUP_THEMATIC', [4, '2025-10-27'], [3, '2025-11-26'], '2025-12-02', [
    group(20),
    group(22),
  ]),
  concludedEngagement(benPhuong, 'INSP_COMPLIANCE', [2, '2025-11-18'], [2, '2025-12-16'], '2025-12-22', [group(50)]),
  concludedEngagement(mechanics, 'INSP_DUES', [3, '2025-12-15'], [1, '2026-01-15'], '2026-01-20', [
    cell('Phân xưởng Rèn'),
  ]),
  concludedEngagement(administration, 'INSP_COMPLIANCE', [5, '2026-03-02'], [3, '2026-03-31'], '2026-04-06', [
    cell('Phòng Kinh tế, Hạ tầng và Đô thị'),
  ]),
  concludedEngagement(vinhTuong2, 'INSP_COMPLIANCE', [6, '2026-03-16'], [4, '2026-04-14'], '2026-04-20', [
    group(35),
    group(40),
  ]),
  concludedEngagement(anLac, 'SUP_THEMATIC', [9, '2026-03-30'], [6, '2026-04-28'], '2026-05-05', [
    subjectWith('REMINDED', group(7)),
    secretary(group(7), 'REMINDED'),
  ]),
  concludedEngagement(police, 'INSP_COMPLIANCE', [4, '2026-04-13'], [3, '2026-05-12'], '2026-05-18', [
    cell('Tổ An ninh'),
  ]),
  concludedEngagement(vinhTuong1, 'INSP_DUES', [8, '2026-04-27'], [5, '2026-05-26'], '2026-06-01', [
    group(25),
    group(27),
  ]),
  concludedEngagement(benPhuong, 'SUP_THEMATIC', [5, '2026-05-11'], [4, '2026-06-09'], '2026-06-15', [group(53)]),
  concludedEngagement(mechanics, 'INSP_COMPLIANCE', [6, '2026-05-25'], [4, '2026-06-25'], '2026-06-30', [
    cell('Phân xưởng Lắp ráp'),
    member(cell('Phân xưởng Lắp ráp')),
  ]),
  concludedEngagement(vinhTuong2, 'SUP_THEMATIC', [10, '2026-06-15'], [7, '2026-07-14'], '2026-07-20', [group(44)]),
  concludedEngagement(anLac, 'INSP_DUES', [14, '2026-06-29'], [9, '2026-07-28'], '2026-08-03', [group(12), group(8)]),
  concludedEngagement(police, 'SUP_THEMATIC', [7, '2026-07-13'], [5, '2026-08-11'], '2026-08-17', [
    cell('Tổ Cảnh sát khu vực'),
  ]),
  concludedEngagement(vinhTuong1, 'INSP_COMPLIANCE', [12, '2026-07-27'], [8, '2026-08-25'], '2026-09-01', [
    subjectWith('NOT_YET_GOOD', group(33)),
  ]),
  concludedEngagement(benPhuong, 'INSP_COMPLIANCE', [9, '2026-08-17'], [6, '2026-09-15'], '2026-09-21', [
    group(56),
    group(58),
  ]),
  concludedEngagement(agencies, 'INSP_COMPLIANCE', [6, '2026-09-14'], [4, '2026-10-13'], '2026-10-19', [
    cell('Văn phòng Đảng ủy'),
  ]),
];

const CITY: DemoBody = {
  body: 'INSPECTION_COMMITTEE',
  of: null,
  symbol: 'UBKTTU',
  name: 'Ủy ban Kiểm tra Thành ủy (hư cấu)',
};

/** One engagement of the city, which does not count as work of the ward. */
export const OF_THE_CITY: readonly DemoEngagement[] = [
  concludedEngagement(CITY, 'INSP_KTGS_TASK', [412, '2026-04-15'], [233, '2026-05-29'], '2026-06-10', [POLICE_BASE]),
];

/** Two engagements concluded in July 2025, before the term began. The numbers of papers restarted with the term. */
export const BEFORE_THE_TERM: readonly DemoEngagement[] = [
  concludedEngagement(STANDING, 'INSP_COMPLIANCE', [9, '2025-07-04'], [3, '2025-07-24'], '2025-08-20', [
    school('Tiểu học Đồng Tâm Mới'),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_FINANCE', [2, '2025-07-07'], [1, '2025-07-30'], '2025-08-20', [
    school('THCS Tân Tiến'),
  ]),
];

/** An engagement that was decided and not concluded by 31 October 2026. */
export interface DemoUnfinished {
  readonly body: DemoBody;
  readonly kind: Kind;
  readonly decision: Signed;
  readonly dueOn: string;
  readonly recordedOn: string;
  readonly organizations: readonly string[];
  readonly then:
    | { readonly cancelledOn: string; readonly reason: string }
    | { readonly postponedOn: string; readonly resumesOn: string; readonly reason: string }
    | { readonly conductedOn: string };
}

/**
 * One engagement cancelled, one postponed for the election of 15 March 2026, three under way. The first of the three is
 * overdue.
 */
export const UNFINISHED: readonly DemoUnfinished[] = [
  {
    body: STANDING,
    kind: 'SUP_THEMATIC',
    decision: [79, '2026-07-10'],
    dueOn: '2026-08-21',
    recordedOn: '2026-07-13',
    organizations: [cell('Trung tâm Giáo dục thường xuyên An Lạc')],
    then: { cancelledOn: '2026-08-03', reason: 'Trùng nội dung với cuộc thanh tra của cơ quan nhà nước' },
  },
  {
    body: STANDING,
    kind: 'INSP_COMPLIANCE',
    decision: [28, '2026-01-26'],
    dueOn: '2026-03-20',
    recordedOn: '2026-01-28',
    organizations: [cell('Công ty TNHH May Vĩnh Tường'), group(61)],
    then: {
      postponedOn: '2026-02-24',
      resumesOn: '2026-11-16',
      reason: 'Tập trung cho cuộc bầu cử ngày 15/3/2026',
    },
  },
  {
    body: INSPECTORS,
    kind: 'INSP_KTGS_TASK',
    decision: [33, '2026-09-07'],
    dueOn: '2026-10-23',
    recordedOn: '2026-09-09',
    then: { conductedOn: '2026-09-18' },
    organizations: [cell('Công ty TNHH một thành viên Công trình đô thị Phượng Đỏ')],
  },
  {
    body: STANDING,
    kind: 'SUP_THEMATIC',
    decision: [105, '2026-10-05'],
    dueOn: '2026-11-20',
    recordedOn: '2026-10-07',
    then: { conductedOn: '2026-10-19' },
    organizations: [school('THCS Bến Phượng'), group(16)],
  },
  {
    body: INSPECTORS,
    kind: 'INSP_DUES',
    decision: [36, '2026-10-12'],
    dueOn: '2026-11-13',
    recordedOn: '2026-10-14',
    then: { conductedOn: '2026-10-26' },
    organizations: [cell('Hợp tác xã Vận tải Bến Phượng')],
  },
];
