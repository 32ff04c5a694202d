import {
  boardMember,
  cell,
  concludedEngagement,
  type DemoBody,
  type DemoEngagement,
  deputy,
  subjectWith,
  group,
  member,
  school,
  secretary,
} from './papers.js';
import { WARD } from './ward.js';

const own = { of: WARD, name: null };
export const STANDING: DemoBody = { ...own, body: 'STANDING_COMMITTEE', symbol: 'ĐU' };
export const INSPECTORS: DemoBody = { ...own, body: 'INSPECTION_COMMITTEE', symbol: 'UBKTĐU' };
const BUILDING: DemoBody = { ...own, body: 'ADVISORY_BODY', name: 'Ban Xây dựng Đảng', symbol: 'BXDĐ' };

export const AN_LAC = 'Đảng bộ khu dân cư An Lạc';
export const VINH_TUONG_1 = 'Đảng bộ khu dân cư Vĩnh Tường 1';
export const VINH_TUONG_2 = 'Đảng bộ khu dân cư Vĩnh Tường 2';
export const BEN_PHUONG = 'Đảng bộ khu dân cư Bến Phượng';
export const AGENCIES = 'Đảng bộ Các cơ quan Đảng phường';
export const ADMINISTRATION = 'Đảng bộ Ủy ban nhân dân phường';
export const MECHANICS = 'Đảng bộ Công ty Cổ phần Cơ khí Phượng Đỏ';
export const BUILDERS = cell('Công ty Cổ phần Xây dựng Tân Tiến');
const CREDIT_FUND = cell('Quỹ tín dụng nhân dân Bến Phượng');
const HEALTH = cell('Trạm Y tế phường');

/**
 * The 34 engagements that the ward's own bodies concluded in the term until 31 October 2026. Each has the body and the
 * kind, the decision, the notice (its day is the day that counts), the day of recording, and the subjects. A subject
 * without an outcome has the outcome GOOD. The first nine are of 2025.
 */
export const ENGAGEMENTS: readonly DemoEngagement[] = [
  concludedEngagement(STANDING, 'INSP_COMPLIANCE', [6, '2025-09-09'], [4, '2025-10-14'], '2025-10-16', [
    AN_LAC,
    group(5),
    secretary(group(5)),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_DUES', [1, '2025-09-29'], [1, '2025-10-28'], '2025-10-30', [CREDIT_FUND]),
  concludedEngagement(INSPECTORS, 'INSP_KTGS_TASK', [2, '2025-10-06'], [2, '2025-11-12'], '2025-11-14', [
    VINH_TUONG_1,
    subjectWith('NOT_YET_GOOD', BEN_PHUONG),
  ]),
  concludedEngagement(STANDING, 'SUP_THEMATIC', [9, '2025-10-13'], [7, '2025-11-20'], '2025-11-24', [
    HEALTH,
    subjectWith('REMINDED', group(22)),
    secretary(HEALTH),
    secretary(group(22), 'REMINDED'),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_SIGNS', [4, '2025-10-20'], [3, '2025-11-27'], '2025-12-01', [
    member(cell('Phân xưởng Đúc'), 'MUST_DISCIPLINE'),
  ]),
  concludedEngagement(STANDING, 'INSP_COMPLIANCE', [12, '2025-11-03'], [9, '2025-12-09'], '2025-12-11', [
    school('THCS Vĩnh Tường'),
    group(14),
    secretary(school('THCS Vĩnh Tường')),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_FINANCE', [5, '2025-11-10'], [4, '2025-12-12'], '2025-12-16', [
    subjectWith('SHORTCOMINGS', ADMINISTRATION),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_FINANCE', [6, '2025-11-17'], [5, '2025-12-18'], '2026-01-22', [MECHANICS]),
  concludedEngagement(STANDING, 'SUP_THEMATIC', [15, '2025-11-24'], [11, '2025-12-25'], '2025-12-29', [
    CREDIT_FUND,
    group(31),
    deputy(group(31)),
  ]),

  concludedEngagement(INSPECTORS, 'INSP_DUES', [8, '2025-12-22'], [6, '2026-01-20'], '2026-01-22', [
    subjectWith('SHORTCOMINGS', group(8)),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_FINANCE', [10, '2026-02-26'], [7, '2026-03-26'], '2026-03-30', [VINH_TUONG_2]),
  concludedEngagement(STANDING, 'INSP_COMPLIANCE', [34, '2026-03-05'], [19, '2026-04-09'], '2026-04-13', [
    school('Mầm non Hoa Sen'),
    subjectWith('NOT_YET_GOOD', group(40)),
    secretary(group(40)),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_KTGS_TASK', [11, '2026-03-10'], [8, '2026-04-16'], '2026-04-20', [
    AN_LAC,
    AGENCIES,
  ]),
  concludedEngagement(INSPECTORS, 'SUP_THEMATIC', [13, '2026-03-19'], [9, '2026-04-24'], '2026-04-28', [
    subjectWith('REMINDED', school('Tiểu học Vĩnh Tường')),
    group(52),
    deputy(school('Tiểu học Vĩnh Tường')),
  ]),
  concludedEngagement(STANDING, 'SUP_THEMATIC', [43, '2026-04-02'], [23, '2026-05-07'], '2026-05-11', [
    ADMINISTRATION,
    cell('Trung tâm Phục vụ hành chính công'),
    deputy(ADMINISTRATION),
    secretary(cell('Trung tâm Phục vụ hành chính công')),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_DUES', [15, '2026-04-09'], [10, '2026-05-14'], '2026-05-18', [
    subjectWith('NOT_YET_GOOD', cell('Hợp tác xã Dịch vụ An Lạc')),
    group(45),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_SIGNS', [16, '2026-04-14'], [11, '2026-05-21'], '2026-05-25', [
    member(group(19), 'VIOLATION_NO_DISCIPLINE'),
  ]),
  concludedEngagement(STANDING, 'INSP_COMPLIANCE', [49, '2026-04-21'], [26, '2026-05-28'], '2026-06-01', [
    subjectWith('SHORTCOMINGS', cell('Công ty Cổ phần Vận tải Cửa Cấm Mới')),
    group(27),
    secretary(cell('Công ty Cổ phần Vận tải Cửa Cấm Mới'), 'SHORTCOMINGS'),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_KTGS_TASK', [18, '2026-05-05'], [12, '2026-06-05'], '2026-06-09', [
    subjectWith('NOT_YET_GOOD', VINH_TUONG_1),
    school('THCS An Lạc'),
  ]),
  concludedEngagement(STANDING, 'SUP_THEMATIC', [55, '2026-05-08'], [29, '2026-06-12'], '2026-06-16', [
    HEALTH,
    school('Tiểu học An Lạc'),
    subjectWith('REMINDED', group(58)),
    secretary(school('Tiểu học An Lạc')),
    secretary(group(58)),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_DUES', [19, '2026-05-19'], [13, '2026-06-18'], '2026-06-22', [
    cell('Quân sự phường'),
  ]),
  concludedEngagement(INSPECTORS, 'SUP_THEMATIC', [20, '2026-05-22'], [14, '2026-06-24'], '2026-09-14', [
    school('THCS Vĩnh Tường'),
    group(36),
    deputy(group(36)),
  ]),
  concludedEngagement(STANDING, 'SUP_THEMATIC', [66, '2026-06-04'], [33, '2026-07-09'], '2026-07-13', [
    cell('Phòng Văn hóa - Xã hội'),
    group(63),
    secretary(group(63)),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_KTGS_TASK', [22, '2026-06-18'], [15, '2026-07-23'], '2026-07-27', [
    subjectWith('NOT_YET_GOOD', BEN_PHUONG),
    school('Tiểu học Cửa Cấm Mới'),
  ]),
  concludedEngagement(STANDING, 'INSP_COMPLIANCE', [78, '2026-07-09'], [36, '2026-08-13'], '2026-08-17', [
    school('Mầm non Hoa Phượng'),
    group(10),
    secretary(school('Mầm non Hoa Phượng')),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_SIGNS', [25, '2026-07-14'], [16, '2026-08-20'], '2026-08-24', [
    deputy(group(51), 'NO_VIOLATION'),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_DISCIPLINE_TASK', [26, '2026-07-21'], [17, '2026-08-27'], '2026-08-31', [
    VINH_TUONG_2,
    school('THCS Bến Phượng'),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_FINANCE', [28, '2026-08-03'], [18, '2026-09-04'], '2026-09-08', [AGENCIES]),
  concludedEngagement(INSPECTORS, 'SUP_THEMATIC', [29, '2026-08-06'], [19, '2026-09-10'], '2026-09-14', [
    subjectWith('SIGNS_FOUND', BUILDERS),
    group(60),
    secretary(BUILDERS, 'REMINDED'),
  ]),
  concludedEngagement(STANDING, 'SUP_THEMATIC', [90, '2026-08-13'], [42, '2026-09-17'], '2026-09-21', [
    school('Tiểu học Vĩnh Tường'),
    subjectWith('REMINDED', cell('Văn phòng HĐND và UBND')),
    secretary(cell('Văn phòng HĐND và UBND')),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_DUES', [31, '2026-08-20'], [20, '2026-09-24'], '2026-09-28', [
    subjectWith('NOT_YET_GOOD', cell('Phân xưởng Đúc')),
    group(52),
  ]),
  concludedEngagement(INSPECTORS, 'INSP_SIGNS', [34, '2026-09-14'], [21, '2026-10-08'], '2026-10-12', [
    subjectWith('MUST_DISCIPLINE', BUILDERS),
    boardMember(BUILDERS, 'MUST_DISCIPLINE'),
    secretary(BUILDERS, 'VIOLATION_NO_DISCIPLINE'),
  ]),
  concludedEngagement(STANDING, 'INSP_COMPLIANCE', [101, '2026-09-15'], [47, '2026-10-20'], '2026-10-22', [
    subjectWith('SHORTCOMINGS', group(18)),
    school('Mầm non Họa Mi'),
    secretary(group(18)),
    deputy(school('Mầm non Họa Mi')),
  ]),
  concludedEngagement(BUILDING, 'INSP_COMPLIANCE', [7, '2026-09-28'], [12, '2026-10-27'], '2026-10-29', [
    cell('Mặt trận Tổ quốc và các đoàn thể'),
    group(47),
  ]),
];

/** Engagements recorded long after their conclusion. Figures known at an earlier moment do not contain them. */
export const LATE = ['05-TB/UBKTĐU', '14-TB/UBKTĐU'];

/** Engagements recorded step by step. All others were recorded as a whole file after their conclusion. */
export const STEP_BY_STEP = ['33-TB/ĐU', '19-TB/UBKTĐU', '21-TB/UBKTĐU', '47-TB/ĐU'];

/** An inspection of a base organization, and the cells of that organization in which the team worked. */
export const WORKED_AT = { notice: '08-TB/UBKTĐU', organization: AN_LAC, cells: [group(3), group(9)] };

/** One entry named the wrong residential group, and was corrected. */
export const MISTAKEN_SUBJECT = {
  notice: '36-TB/ĐU',
  entered: group(1),
  truly: group(10),
  correctedAt: '2026-09-07T02:00:00.000Z',
  reason: 'Nhập nhầm tổ dân phố 1; theo thông báo kết luận là tổ dân phố 10',
};

/** One notice was entered by two clerks, and the second entry annulled. */
export const ENTERED_TWICE = {
  notice: '18-TB/UBKTĐU',
  againOn: '2026-09-22',
  annulledAt: '2026-11-02T00:40:00.000Z',
  reason: 'Thông báo số 18-TB/UBKTĐU được nhập hai lần',
};

/** The supervision that found signs, and the inspection that followed it up. */
export const FOLLOWED_UP = { signs: '19-TB/UBKTĐU', inspection: '21-TB/UBKTĐU', subject: BUILDERS };

/** What a subject has to remedy, until when, and when it was done; null if not done. */
export interface DemoRemedy {
  readonly notice: string;
  readonly organization: string;
  readonly what: string;
  readonly dueOn: string;
  readonly doneOn: string | null;
}
const remedy = (notice: string, organization: string, dueOn: string, doneOn: string | null, what: string) => ({
  notice,
  organization,
  dueOn,
  doneOn,
  what,
});

/** 18 remedies, as of 31 October 2026: 14 are done, two are not due yet, two are overdue. */
export const REMEDIES: readonly DemoRemedy[] = [
  remedy(
    '02-TB/UBKTĐU',
    BEN_PHUONG,
    '2026-01-30',
    '2026-01-27',
    'Xây dựng kế hoạch kiểm tra, giám sát năm cho các chi bộ',
  ),
  remedy('07-TB/ĐU', group(22), '2026-01-15', '2026-01-13', 'Duy trì nền nếp sinh hoạt chi bộ định kỳ'),
  remedy('04-TB/UBKTĐU', ADMINISTRATION, '2026-02-10', '2026-02-06', 'Bổ sung chứng từ chi năm 2025'),
  remedy('04-TB/UBKTĐU', ADMINISTRATION, '2026-03-31', '2026-03-27', 'Nộp lại khoản chi sai mục'),
  remedy('06-TB/UBKTĐU', group(8), '2026-03-31', '2026-04-03', 'Truy thu đảng phí còn thiếu'),
  remedy('19-TB/ĐU', group(40), '2026-06-30', '2026-06-25', 'Phân công đảng viên phụ trách hộ gia đình'),
  remedy(
    '09-TB/UBKTĐU',
    school('Tiểu học Vĩnh Tường'),
    '2026-06-30',
    '2026-06-18',
    'Ban hành quy chế làm việc của chi ủy',
  ),
  remedy('10-TB/UBKTĐU', cell('Hợp tác xã Dịch vụ An Lạc'), '2026-07-31', '2026-07-28', 'Lập sổ thu, nộp đảng phí'),
  remedy(
    '26-TB/ĐU',
    cell('Công ty Cổ phần Vận tải Cửa Cấm Mới'),
    '2026-08-14',
    '2026-08-12',
    'Kiểm điểm tập thể chi ủy',
  ),
  remedy('26-TB/ĐU', cell('Công ty Cổ phần Vận tải Cửa Cấm Mới'), '2026-08-31', '2026-08-27', 'Sửa nghị quyết năm'),
  remedy('12-TB/UBKTĐU', VINH_TUONG_1, '2026-09-04', '2026-08-28', 'Lập hồ sơ các cuộc kiểm tra đã tiến hành'),
  remedy('29-TB/ĐU', group(58), '2026-08-31', '2026-08-20', 'Bổ sung chuyên đề học tập năm 2026'),
  remedy('15-TB/UBKTĐU', BEN_PHUONG, '2026-10-15', '2026-10-09', 'Hoàn thành chương trình giám sát năm'),
  remedy('19-TB/UBKTĐU', BUILDERS, '2026-10-20', '2026-10-16', 'Báo cáo giải trình việc ký kết hợp đồng'),
  remedy('42-TB/ĐU', cell('Văn phòng HĐND và UBND'), '2026-10-23', null, 'Rà soát việc chấp hành quy chế làm việc'),
  remedy('20-TB/UBKTĐU', cell('Phân xưởng Đúc'), '2026-10-26', null, 'Truy thu và nộp đảng phí quý II, quý III'),
  remedy('21-TB/UBKTĐU', BUILDERS, '2026-12-15', null, 'Kiểm điểm trách nhiệm tập thể chi ủy'),
  remedy('47-TB/ĐU', group(18), '2026-11-30', null, 'Củng cố sinh hoạt tổ đảng'),
];
