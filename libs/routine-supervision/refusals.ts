import { refusals } from '#kernel/rejection';

/** Why a change of routine supervision is refused. */
export const refuse = refusals({
  RoutineInTheFuture: {
    vi: 'Ngày {day} ở sau ngày ghi nhận {todayText}',
    en: 'The day {on} is after the day of recording, {today}',
  },
  AssignmentReversed: {
    vi: 'Phân công kết thúc ngày {toDay}, trước ngày bắt đầu {fromDay}',
    en: 'The assignment ends on {to}, before it begins on {from}',
  },
  OrganizationTwice: {
    vi: 'Một phân công không thể nêu cùng một tổ chức đảng hai lần',
    en: 'An assignment cannot name one organization twice',
  },
  NoSuchAssignment: {
    vi: 'Không có phân công {assignmentId}, hoặc phân công đã bị hủy (nhập sai)',
    en: 'Assignment {assignmentId} does not exist or was annulled',
  },
  OutsideAssignment: {
    vi: 'Việc theo dõi ngày {day} đối với tổ chức đảng này nằm ngoài phân công {assignmentId}',
    en: 'The contact of {on} with this organization is outside the assignment {assignmentId}',
  },
  RoutineIdFixed: {
    vi: 'Mã của phân công, của lần nhắc nhở đã cấp thì không sửa được; hãy hủy ghi nhận (nhập sai) và ghi nhận lại',
    en: 'The ids of assignments and reminders cannot be corrected; annul the entry and record it again',
  },
});
