import { refusals } from '#kernel/rejection';

/**
 * Why a change of an engagement is refused. The detail holds each day twice: `…On` in ISO form, `…Day` in Vietnamese
 * form.
 */
export const refuse = refusals({
  AlreadyOpened: {
    vi: 'Hồ sơ này đã ghi nhận một cuộc kiểm tra, giám sát; với cuộc khác, hãy lập hồ sơ mới',
    en: 'This record already holds an inspection or supervision; open a new record for another one',
  },
  SubjectInTeam: {
    vi: 'Người là đối tượng của cuộc thì không được ở trong đoàn (tổ), cũng không được giao cuộc này; hãy chọn người khác',
    en: 'A person who is a subject of the inspection or supervision cannot be in its team, nor be entrusted with it; choose another person',
  },
  NotAPlan: {
    vi: 'Chỉ giao thêm người đối với cuộc kiểm tra khi có dấu hiệu vi phạm chưa có kết luận; cuộc này đã mở cho mọi người có quyền xem',
    en: 'Only an inspection on signs of violation without a conclusion is entrusted to one more person; this one is open to all who may read it',
  },
  EntrustedForOtherBody: {
    vi: 'Tổ chức đảng của chủ thể ban hành không sửa được ở mục ghi này; chỉ sửa được người được giao và lý do',
    en: 'The organization of the deciding body cannot be corrected in this entry; correct only the person and the reason',
  },
  NotOpened: {
    vi: 'Hồ sơ này chưa có quyết định mở cuộc kiểm tra, giám sát, hoặc ghi nhận mở cuộc đã bị hủy (nhập sai); hãy ghi nhận quyết định trước',
    en: 'This inspection or supervision has not been opened, or its opening was annulled (entered wrongly); record the decision to open it first',
  },
  OutOfOrder: {
    vi: 'Trình tự không hợp lý: {laterVi} (ngày {laterDay}) lại trước {earlierVi} (ngày {earlierDay})',
    en: 'Out of order: {laterEn} ({laterOn}) would come before {earlierEn} ({earlierOn})',
  },
  ToldTwice: {
    vi: 'Đã ghi nhận {stepVi} (mục ghi số {entry}); nếu nhập sai thì sửa mục ghi đó',
    en: 'Already recorded: {stepEn} (entry {entry}); correct that entry if it is wrong',
  },
  AfterTheEnd: {
    vi: 'Cuộc này đã có {endVi} ngày {endDay} (mục ghi số {entry}): sau ngày đó không thể có {laterVi} (ngày {laterDay}); hãy kiểm tra hai ngày này',
    en: 'Too late: {laterEn} ({laterOn}) is after {endEn} ({endOn}, entry {entry}); check both days',
  },
  EndedTwice: {
    vi: 'Cuộc này đã có {endVi} ngày {endDay} (mục ghi số {entry}); nếu nhập sai thì sửa mục ghi đó',
    en: 'This inspection or supervision already has {endEn} on {endOn} (entry {entry}); correct that entry if it is wrong',
  },
  CancelledThoughConcluded: {
    vi: 'Cuộc đã có kết luận thì không hủy bỏ được; nếu kết luận không còn giá trị thì ghi nhận việc thu hồi kết luận',
    en: 'An inspection or supervision with a conclusion cannot be cancelled; if the conclusion is no longer valid, record its revocation',
  },
  ClosedUnconcluded: {
    vi: 'Chưa kết thúc hồ sơ được: còn {count} đối tượng chưa có kết luận; hãy ghi nhận kết luận hoặc đưa đối tượng ra khỏi danh sách trước',
    en: 'The record cannot be closed: subjects without a conclusion: {count}; record their conclusions or remove them first',
  },
  NoSuchSubject: {
    vi: 'Cuộc này không có đối tượng được nêu; hãy chọn một đối tượng của cuộc',
    en: 'This inspection or supervision does not have the named subject; choose one of its subjects',
  },
  SubjectTwice: {
    vi: 'Trong một cuộc kiểm tra, giám sát, một tổ chức (cùng tư cách) hoặc một đảng viên chỉ được là đối tượng một lần; hãy bỏ đối tượng bị trùng',
    en: 'Within one inspection or supervision, an organization (in the same capacity) or a Party member can be a subject only once; remove the duplicate',
  },
  NoSubjectLeft: {
    vi: 'Cuộc kiểm tra, giám sát phải còn ít nhất một đối tượng; nếu không thì ghi nhận việc hủy bỏ',
    en: 'At least one subject must remain; to remove all of them, record the cancellation',
  },
  NothingChanged: {
    vi: 'Việc thay đổi đối tượng phải nêu ít nhất một đối tượng được bổ sung hoặc đưa ra khỏi danh sách đối tượng',
    en: 'A change of subjects must state at least one subject to add or remove',
  },
  ConcludedAndRemoved: {
    vi: 'Không thể có kết luận đối với {subject} vì đã được đưa ra khỏi danh sách đối tượng của cuộc này; hãy kiểm tra đối tượng',
    en: 'There can be no conclusion on {subject}, which was removed from this inspection or supervision; check the subject',
  },
  AlreadyConcluded: {
    vi: 'Đã có kết luận đối với {subject} (mục ghi số {entry}); sau khi thu hồi, kết luận mới phải thuộc một cuộc mới',
    en: 'There is already a conclusion on {subject} (entry {entry}); after its revocation, record a new conclusion in a new inspection or supervision',
  },
  NotConcluded: {
    vi: 'Chưa có kết luận đối với {subject}; hãy ghi nhận kết luận trước',
    en: 'There is no conclusion on {subject}; record the conclusion first',
  },
  NothingConcluded: {
    vi: 'Cuộc này không có kết luận nào còn hiệu lực để thu hồi; hãy kiểm tra lại cuộc',
    en: 'This inspection or supervision has no conclusion in force to revoke; check that it is the right one',
  },
  AlreadyRevoked: {
    vi: 'Kết luận đối với {subject} đã bị thu hồi (mục ghi số {entry}); không cần thu hồi lại',
    en: 'The conclusion on {subject} is already revoked (entry {entry}); there is nothing left to revoke',
  },
  OutcomeNotOfKind: {
    vi: 'Kết quả “{outcomeVi}” không thuộc loại cuộc “{kindVi}”; hãy chọn kết quả khác',
    en: 'The outcome “{outcomeEn}” does not belong to the kind “{kindEn}”; choose another outcome',
  },
  OutcomeNotSealed: {
    vi: 'Kết quả và số tiền đối với đảng viên ({subject}) phải được mã hóa bảo mật, không ghi rõ',
    en: 'The outcome and the amounts of a member ({subject}) must be sealed, not recorded in clear',
  },
  OutcomeSealed: {
    vi: 'Kết quả đối với tổ chức ({subject}) phải ghi rõ, không mã hóa bảo mật',
    en: 'The outcome of an organization ({subject}) must be recorded in clear, not sealed',
  },
  RulingsNotOfKind: {
    vi: 'Chỉ cuộc kiểm tra việc thi hành kỷ luật trong Đảng mới đề nghị giữ nguyên, tăng, giảm hình thức kỷ luật hoặc xóa kỷ luật; hãy bỏ các đề nghị này',
    en: 'Only an inspection of disciplinary work proposes to keep, raise, lower or annul a form of discipline; leave these proposals out',
  },
  CapacityMismatch: {
    vi: 'Đối tượng là đảng viên (bí thư, phó bí thư, đảng viên) thì phải có mã đảng viên; đối tượng là tổ chức thì không nêu mã này',
    en: 'State the member id if the subject is a person (secretary, deputy secretary, member); leave it out if the subject is an organization',
  },
  DecidedBeforeMeeting: {
    vi: 'Ngày quyết định {day} ở trước ngày họp {metDay}; hãy kiểm tra hai ngày này',
    en: 'The day of the decision, {on}, is before the day of the meeting, {metOn}; check both days',
  },
  BodyUnnamed: {
    vi: 'Chủ thể ban hành không thuộc sổ tổ chức đảng nào ở đây; hãy nêu tên chủ thể đó',
    en: 'The deciding body belongs to no organization of the registers here; name the body',
  },
  PeriodReversed: {
    vi: 'Mốc thời gian kiểm tra, giám sát kết thúc ngày {toDay}, trước ngày bắt đầu {fromDay}; hãy kiểm tra hai ngày này',
    en: 'The period examined ends on {to}, before it begins on {from}; check both days',
  },
  SecretContent: {
    vi: 'Cuộc có độ mật thì chỉ ghi nhận số, ngày, độ mật, nơi ban hành của văn bản; hãy bỏ chủ đề và nội dung',
    en: 'Of a secret inspection or supervision record only number, date, grade and issuing place of the paper; leave out theme and content',
  },
  LimitBeforeDecision: {
    vi: 'Thời hạn {limitDay} ở trước ngày quyết định thời hạn đó ({decidedDay}); hãy kiểm tra hai ngày này',
    en: 'The time limit ({limitOn}) is before the day of the decision that sets it ({decidedOn}); check both days',
  },
  DueNotLater: {
    vi: 'Thời hạn mới (ngày {dueDay}) không muộn hơn thời hạn hiện tại (ngày {earlierDay}); hãy nêu ngày muộn hơn',
    en: 'The new time limit ({dueOn}) is not later than the present one ({earlierOn}); give a later day',
  },
  NoSuchRemedy: {
    vi: 'Cuộc này không có yêu cầu khắc phục được nêu; hãy chọn một yêu cầu của cuộc',
    en: 'This inspection or supervision does not have the named remedy; choose one of its remedies',
  },
  NoObligation: {
    vi: 'Kết luận đối với {subject} không đặt ra việc phải thực hiện tiếp, nên không có gì để ghi nhận kết thúc',
    en: 'The conclusion on {subject} requires no further act, so there is nothing to discharge',
  },
  AlreadyDischarged: {
    vi: 'Việc phải thực hiện tiếp đối với {subject} đã được ghi nhận kết thúc (mục ghi số {entry}); nếu nhập sai thì sửa mục ghi đó',
    en: 'The further act required on {subject} is already discharged (entry {entry}); correct that entry if it is wrong',
  },
  RefersToItself: {
    vi: 'Một cuộc không thể liên kết với chính nó; hãy chọn cuộc khác',
    en: 'An inspection or supervision cannot be linked to itself; choose another one',
  },
  IdFixed: {
    vi: 'Mã của đối tượng và mã của yêu cầu khắc phục đã cấp thì không sửa được; hãy hủy mục ghi (nêu rõ đã nhập sai điều gì) và ghi nhận lại',
    en: 'The ids of subjects and of remedies cannot be corrected; annul the entry (say what was entered wrongly) and record it again',
  },
});
