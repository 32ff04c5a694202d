import type { Bilingual } from '#kernel/text';
import type * as listed from '../../list-of-features.js';
import type { OWN } from '../../roles.js';

type Listed = typeof listed;
type Words<Groups> = { readonly [G in keyof Groups]: Bilingual };

/** What each group of permissions of a feature lets a person do. A feature with a new group does not compile. */
export const OF_FEATURES: { readonly [F in keyof Listed]: Words<Listed[F]['permissions']> } = {
  access: {
    read: { vi: 'Xem ai giữ vai trò nào', en: 'See who holds which role' },
    grant: { vi: 'Trao và thu hồi vai trò', en: 'Grant and withdraw roles' },
    delegate: { vi: 'Ủy quyền vai trò của mình cho người khác', en: 'Delegate one’s own role to another person' },
    agree: { vi: 'Đồng ý trao vai trò do người khác đề nghị', en: 'Agree to a role that another person asked for' },
  },
  confirmations: {
    records: { vi: 'Xem hồ sơ nào còn chờ xác nhận', en: 'See which records wait for confirmation' },
  },
  countingRules: {
    figures: { vi: 'Xem cách tính', en: 'See the counting rules' },
    record: { vi: 'Soạn cách tính', en: 'Draft counting rules' },
    verdicts: { vi: 'Xác nhận hoặc trả lại cách tính', en: 'Confirm or return counting rules' },
    approve: { vi: 'Phê duyệt cách tính', en: 'Approve counting rules' },
    agree: { vi: 'Đồng ý với việc phê duyệt cách tính', en: 'Agree to the approval of a counting rule' },
  },
  coverage: { figures: { vi: 'Xem số liệu kiểm tra, giám sát', en: 'See the figures of inspection and supervision' } },
  discipline: {
    records: { vi: 'Xem hồ sơ kỷ luật', en: 'Read discipline cases' },
    record: { vi: 'Ghi nhận hồ sơ kỷ luật', en: 'Record discipline cases' },
    verdicts: { vi: 'Xác nhận hoặc trả lại hồ sơ kỷ luật', en: 'Confirm or return discipline cases' },
  },
  engagements: {
    records: { vi: 'Xem hồ sơ kiểm tra, giám sát', en: 'Read inspections and supervisions' },
    seePlans: { vi: 'Xem và giao các cuộc còn giữ kín', en: 'See and entrust engagements that are still closed' },
    record: { vi: 'Ghi nhận kiểm tra, giám sát', en: 'Record inspections and supervisions' },
    verdicts: {
      vi: 'Xác nhận hoặc trả lại hồ sơ kiểm tra, giám sát',
      en: 'Confirm or return inspections and supervisions',
    },
  },
  erasure: {
    read: { vi: 'Xem các yêu cầu xóa dữ liệu cá nhân', en: 'See requests to erase personal data' },
    record: { vi: 'Yêu cầu xóa dữ liệu cá nhân', en: 'Request that personal data be erased' },
    approve: { vi: 'Phê duyệt việc xóa dữ liệu cá nhân', en: 'Approve the erasure of personal data' },
    agree: { vi: 'Đồng ý với việc xóa dữ liệu cá nhân', en: 'Agree to the erasure of personal data' },
    execute: { vi: 'Thực hiện việc xóa đã được phê duyệt', en: 'Carry out an approved erasure' },
  },
  identity: {
    read: { vi: 'Xem danh sách tài khoản', en: 'See the list of accounts' },
    seeActs: { vi: 'Xem các việc đã làm với mọi tài khoản', en: 'See the acts on every account' },
    manage: { vi: 'Mở, khóa và cấp lại tài khoản', en: 'Open, disable and reset accounts' },
    agree: { vi: 'Đồng ý cấp lại tài khoản của người khác', en: 'Agree to the reset of an account' },
  },
  members: {
    records: { vi: 'Xem sổ nhân sự', en: 'Read the register of persons' },
    record: { vi: 'Ghi sổ nhân sự', en: 'Record in the register of persons' },
  },
  obligations: { records: { vi: 'Xem các việc đến hạn', en: 'See what is due' } },
  organizations: {
    figures: { vi: 'Xem sổ tổ chức đảng', en: 'See the register of Party organizations' },
    record: { vi: 'Ghi sổ tổ chức đảng', en: 'Keep the register of Party organizations' },
  },
  papers: {},
  periods: {
    figures: { vi: 'Xem số liệu đã chốt của các kỳ', en: 'See the closed figures of periods' },
    record: { vi: 'Chuẩn bị chốt số liệu của kỳ', en: 'Prepare the closing of a period' },
    verdicts: { vi: 'Xác nhận hoặc trả lại việc chốt số liệu', en: 'Confirm or return the closing of a period' },
    close: { vi: 'Chốt số liệu của kỳ', en: 'Close the figures of a period' },
  },
  proposals: { read: { vi: 'Xem việc nào đang chờ người thứ hai', en: 'See what waits for a second person' } },
  readings: {
    read: { vi: 'Xem sổ ghi việc đọc hồ sơ của mọi người', en: 'See who read which record' },
    figures: { vi: 'Xem sổ ghi việc đọc hồ sơ của mình', en: 'See the record of one’s own readings' },
  },
  routineSupervision: {
    records: { vi: 'Xem giám sát thường xuyên', en: 'Read routine supervision' },
    record: { vi: 'Ghi nhận giám sát thường xuyên', en: 'Record routine supervision' },
  },
  rulebook: { figures: { vi: 'Xem các quy định được áp dụng', en: 'See the regulations that apply' } },
  setUp: {
    figures: { vi: 'Xem tình trạng thiết lập', en: 'See how far the set-up is' },
    close: { vi: 'Kết thúc việc thiết lập, cùng một người nữa', en: 'Close the set-up, together with another person' },
  },
  terms: {
    figures: { vi: 'Xem nhiệm kỳ', en: 'See the terms' },
    record: { vi: 'Ghi nhận nhiệm kỳ', en: 'Record terms' },
    agree: { vi: 'Đồng ý với thay đổi của nhiệm kỳ', en: 'Agree to a change of a term' },
  },
  twins: { records: { vi: 'Xem các hồ sơ nghi trùng', en: 'See records suspected to be twins' } },
};

/** The same for permissions that belong to no feature. */
export const OF_THE_PRODUCT: Words<typeof OWN> = {
  frontPage: { vi: 'Xem trang đầu', en: 'See the front page' },
  words: { vi: 'Xem các bảng mã và từ điển dữ liệu', en: 'See the code lists and the data dictionary' },
  history: { vi: 'Xem lịch sử của hồ sơ', en: 'Read the history of records' },
  held: { vi: 'Xem mọi dữ liệu đang lưu về một người', en: 'Read everything that is held about a person' },
  ownHeld: { vi: 'Xem mọi dữ liệu đang lưu về chính mình', en: 'Read everything that is held about oneself' },
  log: { vi: 'Xem tình trạng của nhật ký', en: 'See the state of the log' },
  proposeForLog: { vi: 'Đề nghị xử lý báo động của nhật ký', en: 'Propose how to settle an alarm of the log' },
  settleLog: { vi: 'Xử lý báo động của nhật ký theo đề nghị', en: 'Settle an alarm of the log as proposed' },
  operate: { vi: 'Vận hành hệ thống', en: 'Operate the system' },
  amend: { vi: 'Sửa và hủy điều đã ghi nhận', en: 'Correct and annul what is recorded' },
};
