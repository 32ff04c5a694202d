import { refusals } from '#kernel/rejection';

/** Why a change of a discipline case is refused. No sentence and no detail names a person or a form. */
export const refuse = refusals({
  CaseNotOpened: {
    vi: 'Hồ sơ xem xét, thi hành kỷ luật này chưa được lập, hoặc việc lập hồ sơ đã bị hủy (nhập sai)',
    en: 'This discipline case is not opened, or its opening was annulled',
  },
  CaseOpenedAlready: {
    vi: 'Hồ sơ xem xét, thi hành kỷ luật này đã được lập',
    en: 'This discipline case is already open',
  },
  SubjectMismatch: {
    vi: 'Đối tượng là đảng viên thì phải có mã đảng viên; đối tượng là tổ chức đảng thì không có mã này',
    en: 'State the member id in a case about a member; leave it out in a case about an organization',
  },
  SubjectFixed: {
    vi: 'Đã có nội dung được niêm phong theo đối tượng này nên không sửa đối tượng được; hãy hủy ghi nhận (nhập sai) và ghi nhận lại',
    en: 'Later entries are sealed for this subject, so it cannot be corrected; annul the entries and record them again',
  },
  InTheFuture: {
    vi: 'Ngày {day} ở sau ngày ghi nhận ({today})',
    en: 'The day {day} is later than the day of recording ({today})',
  },
  FormNotOfClass: {
    vi: 'Hình thức kỷ luật này không áp dụng cho loại đối tượng này',
    en: 'This form of discipline does not apply to this kind of subject',
  },
  RemovalWithoutPost: {
    vi: 'Cách chức phải nêu chức vụ bị cách',
    en: 'A removal from post must name the post',
  },
  PostsWithoutRemoval: {
    vi: 'Chỉ hình thức cách chức mới nêu chức vụ bị cách',
    en: 'Only a removal from post may name posts',
  },
  FormNotStated: {
    vi: 'Quyết định phải nêu hình thức kỷ luật: của tổ chức thì ghi rõ, của đảng viên thì niêm phong',
    en: 'State the form of discipline: in clear for an organization, sealed for a member',
  },
  ReasonNotStated: {
    vi: 'Phải nêu lý do: của tổ chức thì ghi rõ, của đảng viên thì niêm phong',
    en: 'State the reason: in clear for an organization, sealed for a member',
  },
  ReasonNotOfClass: {
    vi: 'Lý do này chỉ dùng cho đảng viên, không dùng cho tổ chức đảng',
    en: 'This reason applies to members only, not to organizations',
  },
  VotesNotStated: {
    vi: 'Phải nêu số phiếu: của tổ chức thì ghi rõ, của đảng viên thì niêm phong',
    en: 'State the votes: in clear for an organization, sealed for a member',
  },
  VotesOverTotal: {
    vi: 'Tổng số phiếu ({votes}) lớn hơn số người biểu quyết ({most})',
    en: 'The votes ({votes}) exceed the number of voters ({most})',
  },
  PresentOverEntitled: {
    vi: 'Số có mặt ({present}) lớn hơn tổng số được biểu quyết ({entitled})',
    en: 'The number present ({present}) exceeds the number entitled to vote ({entitled})',
  },
  BallotTotalsFixed: {
    vi: 'Số phiếu đã niêm phong được kiểm theo tổng số này nên không sửa tổng số được; hãy hủy ghi nhận (nhập sai) và ghi nhận lại',
    en: 'The sealed votes were checked against these totals, so the totals cannot be corrected; annul the entry and record it again',
  },
  DecidedAlready: {
    vi: 'Hồ sơ này đã có quyết định kỷ luật (ghi nhận số {entry})',
    en: 'This case already has a decision (entry {entry})',
  },
  NotImposedAlready: {
    vi: 'Hồ sơ này đã kết thúc bằng việc không thi hành kỷ luật (ghi nhận số {entry})',
    en: 'This case already ended without discipline (entry {entry})',
  },
  NotDecided: {
    vi: 'Hồ sơ này chưa có quyết định kỷ luật nào để công bố, giao hoặc thay đổi',
    en: 'This case has no decision to announce, hand over or change',
  },
  SignedBeforeVote: {
    vi: 'Ngày ký {signedOn} trước ngày biểu quyết {votedOn}',
    en: 'The signing on {signedOn} is before the vote on {votedOn}',
  },
  SignedOnTwoDays: {
    vi: 'Ngày ký {signedOn} khác ngày của văn bản quyết định {paperSignedOn}',
    en: 'The day of signing ({signedOn}) differs from the date of the paper ({paperSignedOn})',
  },
  AnnouncedTwice: {
    vi: 'Việc công bố quyết định đã được ghi nhận (ghi nhận số {entry})',
    en: 'The announcement is already recorded (entry {entry})',
  },
  ReceivedTwice: {
    vi: 'Việc giao quyết định đã được ghi nhận (ghi nhận số {entry})',
    en: 'The receipt is already recorded (entry {entry})',
  },
  AnnouncedBeforeDecision: {
    vi: 'Ngày công bố {announcedOn} trước ngày ra quyết định {decidedOn}',
    en: 'The announcement on {announcedOn} is before the decision of {decidedOn}',
  },
  ReceivedBeforeDecision: {
    vi: 'Ngày giao quyết định {receivedOn} trước ngày ra quyết định {decidedOn}',
    en: 'The receipt on {receivedOn} is before the decision of {decidedOn}',
  },
  ChangedBeforeMeeting: {
    vi: 'Ngày quyết định {changedOn} trước ngày họp {metOn}',
    en: 'The decision of {changedOn} is before the meeting of {metOn}',
  },
  ChangedBeforeDecision: {
    vi: 'Ngày thay đổi {changedOn} trước ngày ra quyết định {decidedOn}',
    en: 'The change on {changedOn} is before the decision of {decidedOn}',
  },
  ChangeFormMismatch: {
    vi: 'Tăng hoặc giảm thì phải nêu hình thức mới; giữ nguyên hoặc xóa thì không nêu',
    en: 'State the new form where the decision is raised or lowered; state none where it is kept or annulled',
  },
  ChangeNotInThatDirection: {
    vi: 'Hình thức mới phải nặng hơn hình thức hiện tại khi tăng, nhẹ hơn khi giảm',
    en: 'The new form must be heavier than the present form if raised, lighter if lowered',
  },
  ChangedAfterAnnulment: {
    vi: 'Quyết định này đã bị xóa bỏ ngày {annulledOn} nên không thay đổi được nữa',
    en: 'The decision was annulled on {annulledOn} and cannot change after that day',
  },
  PostponedAfterEnd: {
    vi: 'Hồ sơ đã kết thúc ngày {endedOn} nên ngày {on} không tạm hoãn được nữa',
    en: 'The case ended on {endedOn} and cannot be postponed on {on}',
  },
  PostponedToThePast: {
    vi: 'Thời hạn tạm hoãn {until} trước ngày tạm hoãn {on}',
    en: 'The postponement ends on {until}, before it begins on {on}',
  },
  RuleSetOfAnotherDay: {
    vi: 'Theo ngày quyết định đã sửa, bộ quy định áp dụng là {expected}: hãy sửa cả bộ quy định trong cùng lần sửa',
    en: 'On the corrected day rule set {expected} applies: correct the rule set in the same correction',
  },
});
