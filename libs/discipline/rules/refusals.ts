import { refusals } from '#kernel/rejection';

/** Why a change of a discipline case is refused. No sentence and no detail names a person or a form. */
export const refuse = refusals({
  CaseNotOpened: {
    vi: 'Hồ sơ xem xét, thi hành kỷ luật này chưa được lập, hoặc việc lập hồ sơ đã bị hủy (nhập sai); hãy lập hồ sơ trước',
    en: 'This discipline case has not been opened, or its opening was annulled (entered wrongly); open the case first',
  },
  CaseOpenedAlready: {
    vi: 'Hồ sơ xem xét, thi hành kỷ luật này đã được lập; hãy dùng hồ sơ đã có',
    en: 'This discipline case has already been opened; use the existing one',
  },
  SubjectMismatch: {
    vi: 'Đối tượng là đảng viên thì phải có mã đảng viên; đối tượng là tổ chức đảng thì không nêu mã này',
    en: 'State the member id if the subject is a member; leave it out if the subject is an organization',
  },
  SubjectFixed: {
    vi: 'Đã có ghi nhận sau đó được mã hóa bảo mật theo đối tượng này nên không đính chính đối tượng được; hãy hủy các ghi nhận đó (nêu rõ đã nhập sai điều gì) rồi ghi nhận lại theo đối tượng đúng',
    en: 'Later entries are sealed for this subject, so the subject cannot be corrected; annul those entries (say what was entered wrongly) and record them again for the right subject',
  },
  FormNotOfClass: {
    vi: 'Hình thức kỷ luật này không áp dụng cho loại đối tượng này; hãy chọn hình thức khác',
    en: 'This form of discipline does not apply to this kind of subject; choose another form',
  },
  RemovalWithoutPost: {
    vi: 'Quyết định cách chức phải nêu chức vụ bị cách; hãy nêu ít nhất một chức vụ',
    en: 'A removal from post must name the post; name at least one',
  },
  PostsWithoutRemoval: {
    vi: 'Chỉ hình thức cách chức mới nêu chức vụ bị cách; hãy bỏ chức vụ hoặc chọn hình thức cách chức',
    en: 'Only a removal from post names posts; leave the posts out or choose removal from post',
  },
  FormNotStated: {
    vi: 'Quyết định phải nêu hình thức kỷ luật: của tổ chức thì ghi rõ, của đảng viên thì mã hóa bảo mật',
    en: 'State the form of discipline: in clear if the subject is an organization, sealed if it is a member',
  },
  ReasonNotStated: {
    vi: 'Phải nêu lý do không thi hành kỷ luật: của tổ chức thì ghi rõ, của đảng viên thì mã hóa bảo mật',
    en: 'State why no discipline was imposed: in clear if the subject is an organization, sealed if it is a member',
  },
  ReasonNotOfClass: {
    vi: 'Lý do này chỉ dùng cho đảng viên, không dùng cho tổ chức đảng; hãy chọn lý do khác',
    en: 'This reason applies to members only, not to organizations; choose another reason',
  },
  VotesNotStated: {
    vi: 'Chưa nêu số phiếu: nếu đối tượng là tổ chức đảng thì nhập vào mục không mã hóa bảo mật, nếu là đảng viên thì nhập vào mục được mã hóa bảo mật',
    en: 'The votes are not stated: enter them in the open field if the subject is an organization, in the sealed field if it is a member',
  },
  VotesOverTotal: {
    vi: 'Tổng số phiếu ({votes}) lớn hơn số người biểu quyết ({most}); hãy kiểm tra hai số này',
    en: 'The number of votes ({votes}) exceeds the number of voters ({most}); check both numbers',
  },
  PresentOverEntitled: {
    vi: 'Số người có mặt ({present}) lớn hơn tổng số người được quyền biểu quyết ({entitled}); hãy kiểm tra hai số này',
    en: 'The number of persons present ({present}) exceeds the number entitled to vote ({entitled}); check both numbers',
  },
  BallotTotalsFixed: {
    vi: 'Số phiếu đã mã hóa bảo mật được kiểm theo tổng số này nên không sửa tổng số được; hãy hủy mục ghi (nêu rõ đã nhập sai điều gì) và ghi nhận lại',
    en: 'The sealed votes were checked against these totals, so the totals cannot be corrected; annul the entry (say what was entered wrongly) and record it again',
  },
  DecidedAlready: {
    vi: 'Hồ sơ này đã có quyết định kỷ luật (mục ghi số {entry}); nếu nhập sai thì sửa mục ghi đó',
    en: 'This case already has a decision (entry {entry}); correct that entry if it is wrong',
  },
  NotImposedAlready: {
    vi: 'Hồ sơ này đã kết thúc bằng việc không thi hành kỷ luật (mục ghi số {entry}); nếu nhập sai thì sửa mục ghi đó',
    en: 'This case already ended without discipline (entry {entry}); correct that entry if it is wrong',
  },
  NotDecided: {
    vi: 'Hồ sơ này chưa có quyết định kỷ luật nào để công bố, giao hoặc thay đổi; hãy ghi nhận quyết định trước',
    en: 'This case has no decision to announce, hand over or change; record the decision first',
  },
  SignedBeforeVote: {
    vi: 'Ngày ký {signedOn} ở trước ngày biểu quyết {votedOn}; hãy kiểm tra hai ngày này',
    en: 'The day of signing, {signedOn}, is before the day of the vote, {votedOn}; check both days',
  },
  SignedOnTwoDays: {
    vi: 'Ngày ký {signedOn} khác ngày của văn bản quyết định {paperSignedOn}; hãy sửa cho hai ngày giống nhau',
    en: 'The day of signing, {signedOn}, differs from the date of the paper of the decision, {paperSignedOn}; make both the same',
  },
  AnnouncedTwice: {
    vi: 'Việc công bố quyết định đã được ghi nhận (mục ghi số {entry}); nếu nhập sai thì sửa mục ghi đó',
    en: 'The announcement of the decision is already recorded (entry {entry}); correct that entry if it is wrong',
  },
  ReceivedTwice: {
    vi: 'Việc giao quyết định đã được ghi nhận (mục ghi số {entry}); nếu nhập sai thì sửa mục ghi đó',
    en: 'The handing over of the decision is already recorded (entry {entry}); correct that entry if it is wrong',
  },
  AnnouncedBeforeDecision: {
    vi: 'Ngày công bố {announcedOn} ở trước ngày ra quyết định {decidedOn}; hãy kiểm tra hai ngày này',
    en: 'The day of the announcement, {announcedOn}, is before the day of the decision, {decidedOn}; check both days',
  },
  ReceivedBeforeDecision: {
    vi: 'Ngày giao quyết định {receivedOn} ở trước ngày ra quyết định {decidedOn}; hãy kiểm tra hai ngày này',
    en: 'The decision is handed over on {receivedOn}, before the day of the decision, {decidedOn}; check both days',
  },
  ChangedBeforeMeeting: {
    vi: 'Ngày quyết định {changedOn} ở trước ngày họp {metOn}; hãy kiểm tra hai ngày này',
    en: 'The day of the decision, {changedOn}, is before the day of the meeting, {metOn}; check both days',
  },
  ChangedBeforeDecision: {
    vi: 'Ngày thay đổi quyết định kỷ luật {changedOn} ở trước ngày ra quyết định đó {decidedOn}; hãy kiểm tra hai ngày này',
    en: 'The disciplinary decision is changed on {changedOn}, before it was made on {decidedOn}; check both days',
  },
  ChangeFormMismatch: {
    vi: 'Tăng hoặc giảm hình thức kỷ luật thì phải nêu hình thức mới; giữ nguyên hoặc xóa kỷ luật thì không nêu',
    en: 'State the new form if the form of discipline is raised or lowered; state none if the decision is kept or annulled',
  },
  ChangeNotInThatDirection: {
    vi: 'Khi tăng, hình thức mới phải nặng hơn hình thức hiện tại; khi giảm thì phải nhẹ hơn; hãy kiểm tra hình thức mới',
    en: 'The new form must be heavier than the present form if it is raised, and lighter if it is lowered; check the new form',
  },
  ChangedAfterAnnulment: {
    vi: 'Kỷ luật này đã được xóa ngày {annulledOn} nên sau ngày đó không thay đổi được nữa; hãy kiểm tra ngày thay đổi',
    en: 'The disciplinary decision was annulled on {annulledOn} and cannot change after that day; check the day of the change',
  },
  PostponedAfterEnd: {
    vi: 'Hồ sơ đã kết thúc ngày {endedOn} nên ngày {on} không thể quyết định chưa xem xét kỷ luật; hãy kiểm tra ngày này',
    en: 'The case ended on {endedOn} and cannot be postponed on {on}; check the day of the postponement',
  },
  PostponedToThePast: {
    vi: 'Ngày hết thời gian chưa xem xét kỷ luật {until} ở trước ngày bắt đầu thời gian đó {on}; hãy kiểm tra hai ngày này',
    en: 'The postponement ends on {until}, before it begins on {on}; check both days',
  },
  RuleSetOfAnotherDay: {
    vi: 'Theo ngày quyết định đã sửa, văn bản quy định được áp dụng là {title}; hãy sửa cả bộ quy định áp dụng trong cùng lần sửa',
    en: 'On the corrected day of the decision, {title} applies; correct the rule set in the same correction',
  },
});
