import { refusals } from '#kernel/rejection';

/** What a discipline case says no to. No sentence and no detail names a person or a form. */
export const refuse = refusals({
  CaseNotOpened: {
    vi: 'Hồ sơ xem xét, thi hành kỷ luật này chưa được lập, hoặc việc lập hồ sơ đã bị hủy (nhập sai)',
    en: 'This discipline case was never opened, or its opening was annulled',
  },
  CaseOpenedAlready: {
    vi: 'Hồ sơ xem xét, thi hành kỷ luật này đã được lập',
    en: 'This discipline case was opened already',
  },
  SubjectMismatch: {
    vi: 'Đối tượng là đảng viên thì phải có mã đảng viên; là tổ chức đảng thì không có',
    en: 'A case on a member names the member; one on an organization names none',
  },
  SubjectFixed: {
    vi: 'Đã có nội dung được niêm phong theo đối tượng này nên không sửa đối tượng được; hãy hủy ghi nhận (nhập sai) và ghi nhận lại',
    en: 'What was recorded since is sealed for this subject, so the subject cannot be corrected; annul and record anew',
  },
  InTheFuture: {
    vi: 'Ngày {day} ở sau ngày ghi nhận ({today})',
    en: 'The day {day} is later than the day of recording ({today})',
  },
  FormNotOfClass: {
    vi: 'Hình thức kỷ luật này không áp dụng cho loại đối tượng {class}',
    en: 'This form of discipline is none for the class of subject {class}',
  },
  RemovalWithoutPost: {
    vi: 'Cách chức phải nêu chức vụ bị cách',
    en: 'A removal names the post that is lost',
  },
  PostsWithoutRemoval: {
    vi: 'Chỉ hình thức cách chức mới nêu chức vụ bị cách',
    en: 'Only a removal names posts that are lost',
  },
  FormNotStated: {
    vi: 'Quyết định phải nêu hình thức kỷ luật: của tổ chức thì ghi rõ, của đảng viên thì niêm phong',
    en: 'A decision states a form: in clear for an organization, sealed for a member',
  },
  ReasonNotStated: {
    vi: 'Phải nêu lý do: của tổ chức thì ghi rõ, của đảng viên thì niêm phong',
    en: 'A reason is stated: in clear for an organization, sealed for a member',
  },
  ReasonNotOfClass: {
    vi: 'Lý do này chỉ dùng cho đảng viên, không dùng cho tổ chức đảng',
    en: 'This reason can be said of a member only, not of an organization',
  },
  VotesNotStated: {
    vi: 'Phải nêu số phiếu: của tổ chức thì ghi rõ, của đảng viên thì niêm phong',
    en: 'The votes are stated: in clear for an organization, sealed for a member',
  },
  VotesOverTotal: {
    vi: 'Tổng số phiếu ({votes}) lớn hơn số người biểu quyết ({most})',
    en: 'There are more votes ({votes}) than people who could vote ({most})',
  },
  PresentOverEntitled: {
    vi: 'Số có mặt ({present}) lớn hơn tổng số được biểu quyết ({entitled})',
    en: 'More were present ({present}) than were entitled to vote ({entitled})',
  },
  BallotTotalsFixed: {
    vi: 'Số phiếu đã niêm phong được kiểm theo tổng số này nên không sửa tổng số được; hãy hủy ghi nhận (nhập sai) và ghi nhận lại',
    en: 'The sealed votes were checked against these totals, so they cannot be corrected; annul and record anew',
  },
  DecidedAlready: {
    vi: 'Hồ sơ này đã có quyết định kỷ luật (ghi nhận số {entry})',
    en: 'This case has its decision already (entry {entry})',
  },
  NotImposedAlready: {
    vi: 'Hồ sơ này đã kết thúc bằng việc không thi hành kỷ luật (ghi nhận số {entry})',
    en: 'This case has ended without discipline (entry {entry})',
  },
  NotDecided: {
    vi: 'Hồ sơ này chưa có quyết định kỷ luật nào để công bố, giao hoặc thay đổi',
    en: 'There is no decision in this case that could be announced, received or changed',
  },
  SignedBeforeVote: {
    vi: 'Ngày ký {signedOn} trước ngày biểu quyết {votedOn}',
    en: 'Signed on {signedOn}, before the vote of {votedOn}',
  },
  SignedOnTwoDays: {
    vi: 'Ngày ký {signedOn} khác ngày của văn bản quyết định {paperSignedOn}',
    en: 'The day of signing {signedOn} is not that of the paper {paperSignedOn}',
  },
  AnnouncedTwice: {
    vi: 'Việc công bố quyết định đã được ghi nhận (ghi nhận số {entry})',
    en: 'The announcement was recorded already (entry {entry})',
  },
  ReceivedTwice: {
    vi: 'Việc giao quyết định đã được ghi nhận (ghi nhận số {entry})',
    en: 'The receipt was recorded already (entry {entry})',
  },
  AnnouncedBeforeDecision: {
    vi: 'Ngày công bố {announcedOn} trước ngày ra quyết định {decidedOn}',
    en: 'Announced on {announcedOn}, before the decision of {decidedOn}',
  },
  ReceivedBeforeDecision: {
    vi: 'Ngày giao quyết định {receivedOn} trước ngày ra quyết định {decidedOn}',
    en: 'Received on {receivedOn}, before the decision of {decidedOn}',
  },
  ChangedBeforeMeeting: {
    vi: 'Quyết định ngày {changedOn} lại trước ngày họp {metOn}',
    en: 'The decision of {changedOn} would come before the meeting of {metOn}',
  },
  ChangedBeforeDecision: {
    vi: 'Ngày thay đổi {changedOn} trước ngày ra quyết định {decidedOn}',
    en: 'Changed on {changedOn}, before the decision of {decidedOn}',
  },
  ChangeFormMismatch: {
    vi: 'Tăng hoặc giảm thì phải nêu hình thức mới; giữ nguyên hoặc xóa thì không nêu',
    en: 'Raised or lowered to a form that is stated; kept or annulled without one',
  },
  ChangeNotInThatDirection: {
    vi: 'Hình thức mới không nặng hơn (khi tăng) hoặc không nhẹ hơn (khi giảm) hình thức đang có',
    en: 'The new form is not heavier (raised) or not lighter (lowered) than the one that stands',
  },
  ChangedAfterAnnulment: {
    vi: 'Quyết định này đã bị xóa ngày {annulledOn}',
    en: 'The decision was annulled on {annulledOn}',
  },
  PostponedAfterEnd: {
    vi: 'Hồ sơ đã kết thúc ngày {endedOn} nên ngày {on} không tạm hoãn được nữa',
    en: 'The case ended on {endedOn}; on {on} it can no longer be postponed',
  },
  PostponedToThePast: {
    vi: 'Thời hạn tạm hoãn {until} trước ngày tạm hoãn {on}',
    en: 'Postponed on {on} until {until}, which is earlier',
  },
  RuleSetOfAnotherDay: {
    vi: 'Ngày của quyết định đã sửa nên bộ quy định áp dụng là {expected}: hãy sửa trường ruleSetId trong cùng lần sửa',
    en: 'By the corrected day the rule set is {expected}: correct the field ruleSetId with it',
  },
});
