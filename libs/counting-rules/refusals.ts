import { refusals } from '#kernel/rejection';

/** Why a change of a counting rule is refused. */
export const refuse = refusals({
  NoSuchVersion: {
    vi: 'Cách tính này không có bản {version}',
    en: 'This counting rule has no version {version}',
  },
  AlreadyApproved: {
    vi: 'Bản {version} của cách tính đã được duyệt ngày {approvedOn}',
    en: 'Version {version} of the counting rule is already approved (on {approvedOn})',
  },
  NotConfirmed: {
    vi: 'Bản {version} chưa được người thứ hai xác nhận đúng với văn bản, hoặc đã thay đổi sau khi xác nhận',
    en: 'Version {version} is not confirmed by a second person, or has changed since the confirmation',
  },
  ThreePersonsForRule: {
    vi: 'Lập, xác nhận và ghi nhận việc duyệt cách tính phải do ba người khác nhau, kể cả khi có ủy quyền',
    en: 'Three different persons must define, confirm and approve a counting rule, also where one acts for another',
  },
  InTheFuture: {
    vi: 'Ngày {day} ở sau ngày ghi nhận',
    en: 'The day {day} is after the day of recording',
  },
  ApprovedRuleFixed: {
    vi: 'Bản {version} đã được duyệt: không sửa, không hủy được; hãy lập bản mới',
    en: 'Version {version} is approved and cannot be corrected or annulled; define a new version',
  },
  VersionFixed: {
    vi: 'Số của bản cách tính không sửa được; hãy hủy ghi nhận (nhập sai) và ghi nhận lại',
    en: 'The number of a version cannot be corrected; annul the entry and record it again',
  },
  GraceWithoutMeaning: {
    vi: 'Số tháng trừ tổ chức mới lập chỉ dùng khi chọn "các tổ chức hiện có, trừ tổ chức mới lập", và khi đó phải từ 1 trở lên',
    en: 'Months of grace apply only to “those of the day asked about, but for the newly founded”, which needs at least one month',
  },
});
