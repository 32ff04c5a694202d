import { refusals } from '#kernel/rejection';

/** What a counting rule says no to. */
export const refuse = refusals({
  NoSuchVersion: {
    vi: 'Cách tính này không có bản {version}',
    en: 'This counting rule has no version {version}',
  },
  AlreadyApproved: {
    vi: 'Bản {version} của cách tính đã được duyệt ngày {approvedOn}',
    en: 'Version {version} of the counting rule was approved on {approvedOn}',
  },
  NotConfirmed: {
    vi: 'Bản {version} chưa được người thứ hai xác nhận đúng với văn bản, hoặc đã thay đổi sau khi xác nhận',
    en: 'Version {version} was not confirmed by a second person, or has changed since',
  },
  ThreePersonsForRule: {
    vi: 'Lập, xác nhận và ghi nhận việc duyệt cách tính phải do ba người khác nhau, kể cả khi có ủy quyền',
    en: 'A counting rule is defined, confirmed and approved by three different persons, delegations included',
  },
  InTheFuture: {
    vi: 'Ngày {day} sau ngày ghi nhận',
    en: 'The day {day} is after the day of recording',
  },
  ApprovedRuleFixed: {
    vi: 'Bản {version} đã được duyệt: không sửa, không hủy được; hãy lập bản mới',
    en: 'Version {version} is approved and stays as it was approved; define a new version',
  },
  VersionFixed: {
    vi: 'Số của bản cách tính không sửa được; hãy hủy ghi nhận (nhập sai) và ghi nhận lại',
    en: 'The number of a version cannot be corrected; annul the entry and record it anew',
  },
  GraceWithoutMeaning: {
    vi: 'Số tháng trừ tổ chức mới lập chỉ dùng khi chọn "các tổ chức hiện có, trừ tổ chức mới lập", và khi đó phải từ 1 trở lên',
    en: 'Months of grace belong to AT_REPORT_WITH_GRACE, which needs at least one',
  },
});
