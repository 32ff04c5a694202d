import { refusals } from '#kernel/rejection';

/** Why a grant or a delegation is refused. */
export const refuse = refusals({
  GrantEndsBeforeStart: {
    vi: 'Ngày cuối ({to}) ở trước ngày đầu ({from})',
    en: 'The last day ({to}) is before the first day ({from})',
  },
  GrantOverlaps: {
    vi: 'Vai trò này đã được giao cho cùng tổ chức trong thời gian trùng với thời gian đã nêu',
    en: 'This role is already granted for the same organization over days that overlap with those given',
  },
  NoSuchGrant: {
    vi: 'Người này không được giao vai trò đó cho tổ chức đó trong suốt thời gian đã nêu',
    en: 'This person does not hold that role for that organization on every day given',
  },
  WithdrawnAlready: { vi: 'Vai trò này đã được thu hồi', en: 'This grant is already withdrawn' },
  GrantedToOneself: { vi: 'Không ai được tự giao vai trò cho mình', en: 'You cannot grant a role to yourself' },
  GuestIsNotGranted: {
    vi: 'Vai trò khách chỉ có trong kho dữ liệu mẫu và do chương trình đặt',
    en: 'The guest role exists in demo stores only and is set by the program',
  },
  OnlyOwnDelegated: {
    vi: 'Chỉ được ủy quyền việc của chính mình; không được ủy quyền lại việc mình nhận ủy quyền',
    en: 'You can delegate only your own permissions, not those delegated to you',
  },
  DelegatedToOneself: { vi: 'Không thể ủy quyền cho chính mình', en: 'You cannot delegate to yourself' },
  DelegationOverlaps: {
    vi: 'Việc này đã được ủy quyền trong thời gian trùng với thời gian đã nêu (từ {from} đến {to})',
    en: 'This is already delegated from {from} to {to}, which overlaps with the days given',
  },
  NoSuchDelegation: { vi: 'Không có ủy quyền này', en: 'This delegation does not exist' },
  DelegationEndedAlready: { vi: 'Ủy quyền này đã kết thúc', en: 'This delegation has already ended' },
});
