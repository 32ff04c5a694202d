import { refusals } from '#kernel/rejection';

/** What routine supervision says no to. */
export const refuse = refusals({
  RoutineInTheFuture: {
    vi: 'Ngày {day} sau ngày ghi nhận {todayText}',
    en: 'The day {on} is after the day of recording, {today}',
  },
  AssignmentReversed: {
    vi: 'Phân công kết thúc ngày {toDay}, trước ngày bắt đầu {fromDay}',
    en: 'The assignment would end on {to}, before its beginning {from}',
  },
  OrganizationTwice: {
    vi: 'Một phân công không thể nêu cùng một tổ chức đảng hai lần',
    en: 'An assignment cannot name one organization twice',
  },
  NoSuchAssignment: {
    vi: 'Không có phân công {assignmentId}, hoặc phân công đã bị hủy (nhập sai)',
    en: 'There is no assignment {assignmentId}, or it was annulled',
  },
  OutsideAssignment: {
    vi: 'Việc theo dõi ngày {day} đối với tổ chức đảng này nằm ngoài phân công {assignmentId}',
    en: 'The contact of {on} with this organization is outside the assignment {assignmentId}',
  },
  RoutineIdFixed: {
    vi: 'Mã của phân công, của lần nhắc nhở đã cấp thì không sửa được; hãy hủy ghi nhận (nhập sai) và ghi nhận lại',
    en: 'The ids given to assignments and reminders cannot be corrected; annul the entry and record it anew',
  },
});
