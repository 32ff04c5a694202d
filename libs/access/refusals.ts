import { refusals } from '#kernel/rejection';

/** What the record of somebody's rights says no to. */
export const refuse = refusals({
  GrantEndsBeforeStart: {
    vi: 'Ngày cuối ({to}) ở trước ngày đầu ({from})',
    en: 'The last day ({to}) is before the first ({from})',
  },
  GrantOverlaps: {
    vi: 'Vai trò này đã được giao cho cùng tổ chức trong thời gian trùng với thời gian đã nêu',
    en: 'This role is granted for the same organization in a time that overlaps with the one given',
  },
  NoSuchGrant: {
    vi: 'Người này không được giao vai trò đó cho tổ chức đó trong suốt thời gian đã nêu',
    en: 'This person was not granted that role for that organization during all of the time given',
  },
  WithdrawnAlready: { vi: 'Vai trò này đã được thu hồi', en: 'This role was withdrawn already' },
  GrantedToOneself: { vi: 'Không ai được tự giao vai trò cho mình', en: 'Nobody grants themselves a role' },
  GuestIsNotGranted: {
    vi: 'Vai trò khách chỉ có trong kho dữ liệu mẫu và do chương trình đặt',
    en: 'The role of a guest exists in demo stores only and is set by the program',
  },
  OnlyOwnDelegated: {
    vi: 'Mỗi người chỉ được ủy quyền việc của chính mình, không ủy quyền lại việc được ủy quyền',
    en: 'Each may delegate only what is their own, and nothing that was delegated to them',
  },
  DelegatedToOneself: { vi: 'Không thể ủy quyền cho chính mình', en: 'Nobody can delegate to themselves' },
  DelegationOverlaps: {
    vi: 'Việc này đã được ủy quyền trong thời gian trùng với thời gian đã nêu (từ {from} đến {to})',
    en: 'This is delegated already in a time that overlaps with the one given (from {from} to {to})',
  },
  NoSuchDelegation: { vi: 'Không có ủy quyền này', en: 'There is no such delegation' },
  DelegationEndedAlready: { vi: 'Ủy quyền này đã kết thúc', en: 'This delegation has ended already' },
});
