import { refusals } from '#kernel/rejection';

/** What an engagement says no to. Days stand in the detail twice: as `…On`, and as people write them. */
export const refuse = refusals({
  AlreadyOpened: {
    vi: 'Hồ sơ này đã ghi nhận một cuộc kiểm tra, giám sát; cuộc khác phải lập hồ sơ mới',
    en: 'This record holds an engagement already; another one has a record of its own',
  },
  NotOpened: {
    vi: 'Hồ sơ này chưa có quyết định mở cuộc kiểm tra, giám sát, hoặc ghi nhận mở cuộc đã bị hủy (nhập sai)',
    en: 'This record has no opening: none was recorded, or it was annulled',
  },
  InTheFuture: {
    vi: 'Ngày {day} (trường {field}) sau ngày ghi nhận {todayText}',
    en: 'The day {on} (field {field}) is after the day of recording, {today}',
  },
  OutOfOrder: {
    vi: 'Trình tự không hợp lý: {laterVi} (ngày {laterDay}) lại trước {earlierVi} (ngày {earlierDay})',
    en: 'Out of order: {laterEn} ({laterOn}) would come before {earlierEn} ({earlierOn})',
  },
  ToldTwice: {
    vi: 'Đã ghi nhận {stepVi} (ghi nhận số {entry}); nếu nhập sai thì sửa ghi nhận đó',
    en: 'Recorded already: {stepEn} (entry {entry}); if that is mistaken, correct it',
  },
  AfterTheEnd: {
    vi: 'Cuộc này đã có {endVi} ngày {endDay} (ghi nhận số {entry}): sau ngày đó không thể có {laterVi} (ngày {laterDay})',
    en: 'There was {endEn} on {endOn} (entry {entry}); after it there can be no {laterEn} ({laterOn})',
  },
  EndedTwice: {
    vi: 'Cuộc này đã có {endVi} ngày {endDay} (ghi nhận số {entry})',
    en: 'There was {endEn} on {endOn} already (entry {entry})',
  },
  CancelledThoughConcluded: {
    vi: 'Cuộc đã có kết luận thì không hủy bỏ được; nếu kết luận không còn giá trị thì ghi nhận việc thu hồi kết luận',
    en: 'What is concluded cannot be cancelled; where the conclusion no longer stands, record its revocation',
  },
  ClosedUnconcluded: {
    vi: 'Chưa kết thúc hồ sơ được: còn {count} đối tượng chưa có kết luận',
    en: 'The file cannot be closed: {count} subjects have no conclusion',
  },
  NoSuchSubject: {
    vi: 'Cuộc này không có đối tượng {subjectId}',
    en: 'This engagement has no subject {subjectId}',
  },
  SubjectTwice: {
    vi: 'Một tổ chức (cùng tư cách) hoặc một đảng viên không thể là đối tượng hai lần trong một cuộc',
    en: 'One body (in one capacity) or one person cannot be a subject of one engagement twice',
  },
  NoSubjectLeft: {
    vi: 'Cuộc kiểm tra, giám sát phải còn ít nhất một đối tượng; nếu không thì ghi nhận việc hủy bỏ',
    en: 'At least one subject must remain; otherwise record the cancellation',
  },
  NothingChanged: {
    vi: 'Phải nêu ít nhất một đối tượng được bổ sung hoặc đưa ra',
    en: 'At least one subject added or removed must be stated',
  },
  ConcludedAndRemoved: {
    vi: 'Đối tượng {subjectId} đã được đưa ra khỏi cuộc này thì không có kết luận',
    en: 'Subject {subjectId} was removed from this engagement and so has no conclusion',
  },
  AlreadyConcluded: {
    vi: 'Đối tượng {subjectId} đã có kết luận (ghi nhận số {entry}); kết luận khác sau khi thu hồi thuộc về một cuộc mới',
    en: 'Subject {subjectId} has its conclusion (entry {entry}); another one, after a revocation, is a new engagement’s',
  },
  NotConcluded: {
    vi: 'Đối tượng {subjectId} chưa có kết luận',
    en: 'Subject {subjectId} has no conclusion',
  },
  NothingConcluded: {
    vi: 'Cuộc này không có kết luận nào còn giá trị để thu hồi',
    en: 'There is no conclusion that stands and could be revoked',
  },
  AlreadyRevoked: {
    vi: 'Kết luận đối với đối tượng {subjectId} đã bị thu hồi (ghi nhận số {entry})',
    en: 'The conclusion on subject {subjectId} is revoked already (entry {entry})',
  },
  OutcomeNotOfKind: {
    vi: 'Kết quả “{outcomeVi}” không thuộc loại cuộc “{kindVi}”',
    en: 'The outcome “{outcomeEn}” is none of the kind “{kindEn}”',
  },
  OutcomeNotSealed: {
    vi: 'Kết quả và số tiền đối với đảng viên {subjectId} phải được niêm phong, không ghi nhận dạng đọc được',
    en: 'What is found of a person ({subjectId}) is sealed and never recorded in the clear, amounts included',
  },
  OutcomeSealed: {
    vi: 'Kết quả đối với tổ chức {subjectId} được ghi nhận công khai, không niêm phong',
    en: 'The outcome of a body ({subjectId}) is recorded in the clear, not sealed',
  },
  RulingsNotOfKind: {
    vi: 'Chỉ cuộc kiểm tra việc thi hành kỷ luật trong Đảng mới có đề nghị giữ nguyên, tăng, giảm, xóa bỏ hình thức kỷ luật',
    en: 'Only an inspection of disciplinary work asks to keep, raise, lower or annul a form of discipline',
  },
  CapacityMismatch: {
    vi: 'Đối tượng là đảng viên (bí thư, phó bí thư, đảng viên) phải có mã đảng viên; đối tượng là tổ chức thì không',
    en: 'A subject that is a person (secretary, deputy secretary, member) has a member id; a body has none',
  },
  DecidedBeforeMeeting: {
    vi: 'Quyết định ngày {day} lại trước ngày họp {metDay}',
    en: 'The decision of {on} would come before the meeting of {metOn}',
  },
  BodyUnnamed: {
    vi: 'Cơ quan không thuộc sổ tổ chức đảng nào ở đây phải được nêu tên',
    en: 'A body of no organization in any register here must be named',
  },
  PeriodReversed: {
    vi: 'Mốc thời gian kiểm tra, giám sát kết thúc ngày {toDay}, trước ngày bắt đầu {fromDay}',
    en: 'The period examined would end on {to}, before its beginning {from}',
  },
  SecretContent: {
    vi: 'Cuộc có độ mật: chỉ lưu số, ngày, độ mật, nơi ban hành; không ghi nhận chủ đề, nội dung',
    en: 'Of a secret engagement only number, date, grade and place are kept: no theme and no content',
  },
  LimitBeforeDecision: {
    vi: 'Thời hạn {limitDay} lại trước ngày quyết định thời hạn đó {decidedDay}',
    en: 'The day set, {limitOn}, lies before the decision that sets it, {decidedOn}',
  },
  DueNotLater: {
    vi: 'Gia hạn đến ngày {dueDay} không dài hơn thời hạn đã có ({earlierDay})',
    en: 'The extension to {dueOn} is not later than the time limit that there was ({earlierOn})',
  },
  NoSuchRemedy: {
    vi: 'Cuộc này không có yêu cầu khắc phục {remedyId}',
    en: 'This engagement has no remedy {remedyId}',
  },
  NoObligation: {
    vi: 'Kết luận đối với đối tượng {subjectId} không đặt ra việc phải làm tiếp',
    en: 'The conclusion on subject {subjectId} opens no obligation',
  },
  AlreadyDischarged: {
    vi: 'Việc phải làm tiếp đối với đối tượng {subjectId} đã được ghi nhận kết thúc (ghi nhận số {entry})',
    en: 'The obligation about subject {subjectId} is discharged already (entry {entry})',
  },
  RefersToItself: {
    vi: 'Một cuộc không thể liên kết với chính nó',
    en: 'An engagement cannot be linked to itself',
  },
  IdFixed: {
    vi: 'Mã của đối tượng, của yêu cầu khắc phục đã cấp thì không sửa được; hãy hủy ghi nhận (nhập sai) và ghi nhận lại',
    en: 'The ids given to subjects and remedies cannot be corrected; annul the entry and record it anew',
  },
});
