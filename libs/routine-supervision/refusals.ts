import { refusals } from '#kernel/rejection';

/** Why a change of routine supervision is refused. */
export const refuse = refusals({
  AssignmentReversed: {
    vi: 'Phân công kết thúc ngày {toDay}, trước ngày bắt đầu {fromDay}; hãy kiểm tra hai ngày này',
    en: 'The assignment ends on {to}, before it begins on {from}; check both days',
  },
  OrganizationTwice: {
    vi: 'Một phân công không thể nêu cùng một tổ chức đảng hai lần; hãy bỏ tổ chức bị trùng',
    en: 'An assignment cannot name one organization twice; remove the duplicate',
  },
  NoSuchAssignment: {
    vi: 'Không có phân công được nêu, hoặc phân công đó đã bị hủy (nhập sai); hãy chọn một phân công đang có',
    en: 'The named assignment does not exist or was annulled (entered wrongly); choose an existing assignment',
  },
  OutsideAssignment: {
    vi: 'Phân công được nêu không bao gồm việc theo dõi tổ chức đảng này ngày {day}; hãy kiểm tra ngày, tổ chức đảng và phân công',
    en: 'The named assignment does not cover a contact with this organization on {on}; check the day, the organization and the assignment',
  },
  RoutineIdFixed: {
    vi: 'Mã của phân công và mã của lần nhắc nhở đã cấp thì không sửa được; hãy hủy mục ghi (nêu rõ đã nhập sai điều gì) và ghi nhận lại',
    en: 'The ids of assignments and of reminders cannot be corrected; annul the entry (say what was entered wrongly) and record it again',
  },
});
