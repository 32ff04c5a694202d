import { z } from 'zod';
import { type Bilingual, codesOf } from '#kernel/text';

/**
 * How sure a rule is: V its wording was read, S told by another text, U unsure, L known of one place only
 * (docs/domain.md 0.1).
 */
export type Confidence = 'V' | 'S' | 'U' | 'L';
export type Verb = 'INSPECTION' | 'SUPERVISION';

interface KindOfWork extends Bilingual {
  readonly verb: Verb;
  /** Whether members may be its subjects, besides organizations. */
  readonly members: boolean;
  /** Whether it is planned in a programme, or arises. */
  readonly planned: boolean;
  readonly source: string;
  readonly confidence: Confidence;
}

/** Kinds of inspection and supervision that are engagements: routine supervision is none (docs/domain.md 1.3, 15). */
export const KINDS = {
  INSP_COMPLIANCE: {
    vi: 'kiểm tra việc chấp hành',
    en: 'compliance inspection',
    verb: 'INSPECTION',
    members: true,
    planned: true,
    source: 'Điều lệ Đảng, Điều 30; 21-QĐ/TW, Điều 4',
    confidence: 'S',
  },
  INSP_SIGNS: {
    vi: 'kiểm tra khi có dấu hiệu vi phạm',
    en: 'inspection on signs of violation',
    verb: 'INSPECTION',
    members: true,
    planned: false,
    source: 'Điều lệ Đảng, Điều 32',
    confidence: 'S',
  },
  INSP_KTGS_TASK: {
    vi: 'kiểm tra tổ chức đảng cấp dưới thực hiện nhiệm vụ kiểm tra, giám sát',
    en: 'inspection of a lower organization’s own inspection and supervision',
    verb: 'INSPECTION',
    members: false,
    planned: true,
    source: 'Điều lệ Đảng, Điều 32',
    confidence: 'S',
  },
  INSP_DISCIPLINE_TASK: {
    vi: 'kiểm tra việc thi hành kỷ luật trong Đảng',
    en: 'inspection of disciplinary work',
    verb: 'INSPECTION',
    members: false,
    planned: true,
    source: 'Điều lệ Đảng, Điều 32; 30-QĐ/TW',
    confidence: 'V',
  },
  INSP_FINANCE: {
    vi: 'kiểm tra tài chính đảng',
    en: 'inspection of Party finance',
    verb: 'INSPECTION',
    members: false,
    planned: true,
    source: 'Điều lệ Đảng, Điều 32',
    confidence: 'S',
  },
  INSP_DUES: {
    vi: 'kiểm tra thu, nộp, sử dụng đảng phí',
    en: 'inspection of Party dues',
    verb: 'INSPECTION',
    members: false,
    planned: true,
    source: 'Điều lệ Đảng, Điều 32',
    confidence: 'S',
  },
  SUP_THEMATIC: {
    vi: 'giám sát chuyên đề',
    en: 'thematic supervision',
    verb: 'SUPERVISION',
    members: true,
    planned: true,
    source: '89-QĐ/TW; 354-QĐ/UBKTTW',
    confidence: 'V',
  },
} as const satisfies Record<string, KindOfWork>;
export type Kind = keyof typeof KINDS;
export const Kind = z.enum(codesOf(KINDS));

export const verbOf = (kind: Kind): Verb => KINDS[kind].verb;

/** The bodies that decide on an engagement; of which organization, the record says (docs/domain.md 1.2). */
export const BODIES = {
  COMMITTEE: { vi: 'đảng ủy', en: 'Party committee' },
  STANDING_COMMITTEE: { vi: 'ban thường vụ', en: 'standing committee' },
  INSPECTION_COMMITTEE: { vi: 'ủy ban kiểm tra', en: 'inspection committee' },
  ADVISORY_BODY: { vi: 'cơ quan tham mưu, giúp việc', en: 'advisory and assisting body' },
  CELL: { vi: 'chi bộ', en: 'cell' },
  CELL_BOARD: { vi: 'chi ủy', en: 'cell board' },
} as const satisfies Record<string, Bilingual>;
export type BodyKind = keyof typeof BODIES;
export const BodyKind = z.enum(codesOf(BODIES));

/** In which capacity a subject is inspected or supervised: as a body, or as the person that held the post on the day. */
export const CAPACITIES = {
  ORGANIZATION: { vi: 'tổ chức đảng', en: 'organization', person: false },
  COMMITTEE: { vi: 'tập thể cấp ủy', en: 'its committee', person: false },
  INSPECTION_COMMITTEE: { vi: 'ủy ban kiểm tra', en: 'its inspection committee', person: false },
  SECRETARY: { vi: 'bí thư', en: 'secretary', person: true },
  DEPUTY_SECRETARY: { vi: 'phó bí thư', en: 'deputy secretary', person: true },
  MEMBER: { vi: 'đảng viên', en: 'member', person: true },
} as const satisfies Record<string, Bilingual & { person: boolean }>;
export type Capacity = keyof typeof CAPACITIES;
export const Capacity = z.enum(codesOf(CAPACITIES));

export const isPerson = (capacity: Capacity): boolean => CAPACITIES[capacity].person;

/** Posts in the Party that a person may hold besides the capacity (our own list, confidence U). */
export const POSTS = {
  SECRETARY: { vi: 'bí thư', en: 'secretary' },
  DEPUTY_SECRETARY: { vi: 'phó bí thư', en: 'deputy secretary' },
  STANDING_COMMITTEE_MEMBER: { vi: 'ủy viên ban thường vụ', en: 'member of the standing committee' },
  COMMITTEE_MEMBER: { vi: 'cấp ủy viên', en: 'member of the committee' },
  INSPECTION_CHAIR: { vi: 'chủ nhiệm ủy ban kiểm tra', en: 'chair of the inspection committee' },
  INSPECTION_VICE_CHAIR: { vi: 'phó chủ nhiệm ủy ban kiểm tra', en: 'vice-chair of the inspection committee' },
  INSPECTION_MEMBER: { vi: 'ủy viên ủy ban kiểm tra', en: 'member of the inspection committee' },
  OTHER: { vi: 'khác', en: 'other' },
} as const satisfies Record<string, Bilingual>;
export type Post = keyof typeof POSTS;
export const Post = z.enum(codesOf(POSTS));

export const TEAM_ROLES = {
  LEAD: { vi: 'trưởng đoàn', en: 'head of the team' },
  MEMBER: { vi: 'thành viên', en: 'member of the team' },
} as const satisfies Record<string, Bilingual>;
export const TeamRole = z.enum(codesOf(TEAM_ROLES));

/**
 * Grades of State secrets; of a secret paper only number, date, grade and place are kept (docs/domain.md 15, on 12).
 */
export const SECRECY_GRADES = {
  CONFIDENTIAL: { vi: 'mật', en: 'confidential' },
  SECRET: { vi: 'tối mật', en: 'secret' },
  TOP_SECRET: { vi: 'tuyệt mật', en: 'top secret' },
} as const satisfies Record<string, Bilingual>;
export type SecrecyGrade = keyof typeof SECRECY_GRADES;
export const SecrecyGrade = z.enum(codesOf(SECRECY_GRADES));

/** What becomes of an engagement, with a day each where it is known (docs/domain.md 1.6). */
export const MILESTONES = {
  DECIDED: { vi: 'ký quyết định', en: 'signing of the decision' },
  DEPLOYED: { vi: 'triển khai quyết định', en: 'deployment' },
  CONDUCTED: { vi: 'tiến hành', en: 'conduct' },
  REPORTED: { vi: 'báo cáo của đoàn', en: 'the report of the team' },
  CONCLUDED: { vi: 'kết luận', en: 'the conclusion' },
  NOTIFIED: { vi: 'ký thông báo kết luận', en: 'signing of the notice' },
  FOLLOWED_UP: { vi: 'theo dõi khắc phục', en: 'follow-up' },
  CLOSED: { vi: 'kết thúc hồ sơ', en: 'closure of the file' },
  EXTENDED: { vi: 'gia hạn', en: 'the extension' },
  SCOPE_CHANGED: { vi: 'điều chỉnh đối tượng', en: 'the change of scope' },
  POSTPONED: { vi: 'hoãn', en: 'the postponement' },
  CANCELLED: { vi: 'hủy bỏ', en: 'the cancellation' },
  CONVERTED: { vi: 'chuyển sang kiểm tra khi có dấu hiệu vi phạm', en: 'the conversion to an inspection on signs' },
  REVOKED: { vi: 'thu hồi kết luận', en: 'the revocation of the conclusion' },
  DISCHARGED: { vi: 'kết thúc nghĩa vụ', en: 'the discharge of the obligation' },
} as const satisfies Record<string, Bilingual>;
export type Milestone = keyof typeof MILESTONES;

/** Why an obligation ends without the act that it asks for (our own list, confidence U). */
export const DISCHARGE_REASONS = {
  NOT_CONFIRMED: { vi: 'đã làm rõ, không có vi phạm', en: 'cleared up: no violation' },
  TRANSFERRED: { vi: 'đã chuyển cơ quan có thẩm quyền', en: 'handed to the competent body' },
  HANDLED_ELSEWHERE: { vi: 'đã được xử lý trong hồ sơ khác', en: 'dealt with in another file' },
  LIMITATION_EXPIRED: { vi: 'hết thời hiệu', en: 'out of time' },
  SUBJECT_ENDED: { vi: 'đối tượng không còn', en: 'the subject is no more' },
  OTHER: { vi: 'lý do khác', en: 'another reason' },
} as const satisfies Record<string, Bilingual>;
export type DischargeReason = keyof typeof DISCHARGE_REASONS;
export const DischargeReason = z.enum(codesOf(DISCHARGE_REASONS));
