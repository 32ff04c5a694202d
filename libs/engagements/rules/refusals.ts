import { refusals } from '#kernel/rejection';

/** Why a change of an engagement is refused. The detail holds each day twice: as `…On` in ISO, as `…Day` in Vietnamese. */
export const refuse = refusals({
  AlreadyOpened: {
    vi: 'Hồ sơ này đã ghi nhận một cuộc kiểm tra, giám sát; cuộc khác phải lập hồ sơ mới',
    en: 'This record already holds an engagement; open a new record for another one',
  },
  NotOpened: {
    vi: 'Hồ sơ này chưa có quyết định mở cuộc kiểm tra, giám sát, hoặc ghi nhận mở cuộc đã bị hủy (nhập sai)',
    en: 'This engagement is not opened, or its opening was annulled',
  },
  InTheFuture: {
    vi: 'Ngày {day} (trường {field}) ở sau ngày ghi nhận {todayText}',
    en: 'The day {on} (field {field}) is after the day of recording, {today}',
  },
  OutOfOrder: {
    vi: 'Trình tự không hợp lý: {laterVi} (ngày {laterDay}) lại trước {earlierVi} (ngày {earlierDay})',
    en: 'Out of order: {laterEn} ({laterOn}) would come before {earlierEn} ({earlierOn})',
  },
  ToldTwice: {
    vi: 'Đã ghi nhận {stepVi} (ghi nhận số {entry}); nếu nhập sai thì sửa ghi nhận đó',
    en: 'Already recorded: {stepEn} (entry {entry}); correct that entry if it is wrong',
  },
  AfterTheEnd: {
    vi: 'Cuộc này đã có {endVi} ngày {endDay} (ghi nhận số {entry}): sau ngày đó không thể có {laterVi} (ngày {laterDay})',
    en: 'Too late: {laterEn} ({laterOn}) is after {endEn} ({endOn}, entry {entry})',
  },
  EndedTwice: {
    vi: 'Cuộc này đã có {endVi} ngày {endDay} (ghi nhận số {entry})',
    en: 'This engagement already has {endEn} on {endOn} (entry {entry})',
  },
  CancelledThoughConcluded: {
    vi: 'Cuộc đã có kết luận thì không hủy bỏ được; nếu kết luận không còn giá trị thì ghi nhận việc thu hồi kết luận',
    en: 'An engagement with a conclusion cannot be cancelled; if the conclusion is no longer valid, record its revocation',
  },
  ClosedUnconcluded: {
    vi: 'Chưa kết thúc hồ sơ được: còn {count} đối tượng chưa có kết luận',
    en: 'The file cannot be closed: subjects without a conclusion: {count}',
  },
  NoSuchSubject: {
    vi: 'Cuộc này không có đối tượng {subjectId}',
    en: 'This engagement has no subject {subjectId}',
  },
  SubjectTwice: {
    vi: 'Một tổ chức (cùng tư cách) hoặc một đảng viên không thể là đối tượng hai lần trong một cuộc',
    en: 'The same organization (in the same capacity) or the same person cannot be a subject twice',
  },
  NoSubjectLeft: {
    vi: 'Cuộc kiểm tra, giám sát phải còn ít nhất một đối tượng; nếu không thì ghi nhận việc hủy bỏ',
    en: 'At least one subject must remain; to remove all of them, record the cancellation',
  },
  NothingChanged: {
    vi: 'Phải nêu ít nhất một đối tượng được bổ sung hoặc đưa ra',
    en: 'State at least one subject to add or remove',
  },
  ConcludedAndRemoved: {
    vi: 'Đối tượng {subjectId} đã được đưa ra khỏi cuộc này nên không thể có kết luận',
    en: 'Subject {subjectId} was removed from this engagement and cannot have a conclusion',
  },
  AlreadyConcluded: {
    vi: 'Đối tượng {subjectId} đã có kết luận (ghi nhận số {entry}); sau khi thu hồi, kết luận mới phải thuộc một cuộc mới',
    en: 'Subject {subjectId} already has a conclusion (entry {entry}); after a revocation, record a new conclusion in a new engagement',
  },
  NotConcluded: {
    vi: 'Đối tượng {subjectId} chưa có kết luận',
    en: 'Subject {subjectId} has no conclusion',
  },
  NothingConcluded: {
    vi: 'Cuộc này không có kết luận nào còn hiệu lực để thu hồi',
    en: 'This engagement has no conclusion in force to revoke',
  },
  AlreadyRevoked: {
    vi: 'Kết luận đối với đối tượng {subjectId} đã bị thu hồi (ghi nhận số {entry})',
    en: 'The conclusion on subject {subjectId} is already revoked (entry {entry})',
  },
  OutcomeNotOfKind: {
    vi: 'Kết quả “{outcomeVi}” không thuộc loại cuộc “{kindVi}”',
    en: 'The outcome “{outcomeEn}” does not belong to the kind “{kindEn}”',
  },
  OutcomeNotSealed: {
    vi: 'Kết quả và số tiền đối với đảng viên {subjectId} phải được niêm phong, không ghi nhận dạng đọc được',
    en: 'The outcome and amounts of a person ({subjectId}) must be sealed, not recorded in clear',
  },
  OutcomeSealed: {
    vi: 'Kết quả đối với tổ chức {subjectId} được ghi nhận công khai, không niêm phong',
    en: 'The outcome of an organization ({subjectId}) must be recorded in clear, not sealed',
  },
  RulingsNotOfKind: {
    vi: 'Chỉ cuộc kiểm tra việc thi hành kỷ luật trong Đảng mới có đề nghị giữ nguyên, tăng, giảm, xóa bỏ hình thức kỷ luật',
    en: 'Only an inspection of disciplinary work can propose to keep, raise, lower or annul a form of discipline',
  },
  CapacityMismatch: {
    vi: 'Đối tượng là đảng viên (bí thư, phó bí thư, đảng viên) phải có mã đảng viên; đối tượng là tổ chức thì không',
    en: 'A person (secretary, deputy secretary, member) needs a member id; an organization must have none',
  },
  DecidedBeforeMeeting: {
    vi: 'Ngày quyết định {day} trước ngày họp {metDay}',
    en: 'The decision of {on} is before the meeting of {metOn}',
  },
  BodyUnnamed: {
    vi: 'Cơ quan không thuộc sổ tổ chức đảng nào ở đây phải được nêu tên',
    en: 'Name the body: its organization is in no register here',
  },
  PeriodReversed: {
    vi: 'Mốc thời gian kiểm tra, giám sát kết thúc ngày {toDay}, trước ngày bắt đầu {fromDay}',
    en: 'The period examined ends on {to}, before it begins on {from}',
  },
  SecretContent: {
    vi: 'Cuộc có độ mật: chỉ lưu số, ngày, độ mật, nơi ban hành; không ghi nhận chủ đề, nội dung',
    en: 'For a secret engagement record only number, date, grade and issuing place, no theme and no content',
  },
  LimitBeforeDecision: {
    vi: 'Thời hạn {limitDay} trước ngày quyết định thời hạn đó ({decidedDay})',
    en: 'The time limit ({limitOn}) is before the decision that sets it ({decidedOn})',
  },
  DueNotLater: {
    vi: 'Gia hạn đến ngày {dueDay} không muộn hơn thời hạn hiện tại ({earlierDay})',
    en: 'The extension to {dueOn} is not later than the present time limit ({earlierOn})',
  },
  NoSuchRemedy: {
    vi: 'Cuộc này không có yêu cầu khắc phục {remedyId}',
    en: 'This engagement has no remedy {remedyId}',
  },
  NoObligation: {
    vi: 'Kết luận đối với đối tượng {subjectId} không đặt ra việc phải làm tiếp',
    en: 'The conclusion on subject {subjectId} asks for no further act',
  },
  AlreadyDischarged: {
    vi: 'Việc phải làm tiếp đối với đối tượng {subjectId} đã được ghi nhận kết thúc (ghi nhận số {entry})',
    en: 'The obligation about subject {subjectId} is already discharged (entry {entry})',
  },
  RefersToItself: {
    vi: 'Một cuộc không thể liên kết với chính nó',
    en: 'An engagement cannot be linked to itself',
  },
  IdFixed: {
    vi: 'Mã của đối tượng, của yêu cầu khắc phục đã cấp thì không sửa được; hãy hủy ghi nhận (nhập sai) và ghi nhận lại',
    en: 'The ids of subjects and remedies cannot be corrected; annul the entry and record it again',
  },
});
