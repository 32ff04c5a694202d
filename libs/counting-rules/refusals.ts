import { refusals } from '#kernel/rejection';

/** Why a change of a counting rule is refused. */
export const refuse = refusals({
  NoSuchVersion: {
    vi: 'Cách tính này không có bản {version}; hãy chọn một bản đã lập',
    en: 'This counting rule has no version {version}; choose a version that exists',
  },
  AlreadyApproved: {
    vi: 'Bản {version} của cách tính đã được duyệt ngày {approvedOn}; không cần duyệt lại',
    en: 'Version {version} of the counting rule was already approved on {approvedOn}; it needs no second approval',
  },
  NotConfirmed: {
    vi: 'Bản {version} của cách tính chưa được người thứ hai xác nhận nội dung, hoặc đã thay đổi sau khi xác nhận; cần người thứ hai xác nhận',
    en: 'Version {version} of the counting rule has not been confirmed against its text by a second person, or has changed since; a second person must confirm it',
  },
  ThreePersonsForRule: {
    vi: 'Lập, xác nhận và ghi nhận việc duyệt cách tính phải do ba người khác nhau, kể cả khi có ủy quyền; hãy để người thứ ba ghi nhận việc duyệt',
    en: 'Three different persons must define, confirm and record the approval of a counting rule, even under a delegation; let a third person record the approval',
  },
  ApprovedRuleFixed: {
    vi: 'Bản {version} của cách tính đã được duyệt nên không sửa, không hủy được; hãy lập bản mới',
    en: 'Version {version} of the counting rule is approved and cannot be corrected or annulled; define a new version',
  },
  VersionFixed: {
    vi: 'Số thứ tự của bản cách tính không sửa được; hãy hủy mục ghi (nêu rõ đã nhập sai điều gì) và ghi nhận lại',
    en: 'The number of a version of a counting rule cannot be corrected; annul the entry (say what was entered wrongly) and record it again',
  },
  GraceWithoutMeaning: {
    vi: 'Số tháng trừ tổ chức mới lập chỉ dùng khi chọn “các tổ chức hiện có, trừ tổ chức mới lập”, và khi đó phải từ 1 trở lên; nếu chọn cách khác thì bỏ trống',
    en: 'Months of grace are stated only for the choice “those of the day asked about, except newly founded ones”, which needs at least 1; with any other choice leave them out',
  },
});
