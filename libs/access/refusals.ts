import { refusals } from '#kernel/rejection';

/** Why a grant or a delegation is refused. */
export const refuse = refusals({
  GrantEndsBeforeStart: {
    vi: 'Ngày cuối của vai trò ({to}) ở trước ngày đầu ({from}); hãy sửa một trong hai ngày',
    en: 'The last day of the role ({to}) is before its first day ({from}); correct one of the two days',
  },
  GrantOverlaps: {
    vi: 'Người này đã được giao vai trò này cho cùng tổ chức trong thời gian trùng với thời gian đã nêu; hãy nêu thời gian khác',
    en: 'This person already holds this role for the same organization on some of the days given; give other days',
  },
  NoSuchGrant: {
    vi: 'Người này không được giao vai trò đó cho tổ chức đó trong suốt thời gian đã nêu; hãy kiểm tra vai trò, tổ chức và thời gian',
    en: 'This person does not hold that role for that organization on every day given; check the role, the organization and the days',
  },
  WithdrawnAlready: {
    vi: 'Vai trò này đã được thu hồi; không cần thu hồi lại',
    en: 'This role is already withdrawn; there is nothing left to withdraw',
  },
  GrantedToOneself: {
    vi: 'Không ai được tự giao vai trò cho mình; hãy đề nghị người khác có quyền này giao',
    en: 'You cannot grant a role to yourself; ask another person who may grant it',
  },
  GuestIsNotGranted: {
    vi: 'Không giao được vai trò khách: chương trình tự đặt vai trò này, và chỉ trong kho dữ liệu mẫu; hãy chọn vai trò khác',
    en: 'The guest role cannot be granted: the program sets it itself, and only in a demo store; choose another role',
  },
  CredentialOfOne: {
    vi: 'Cách đăng nhập của người này do một người cấp, nên chưa giao được vai trò ký hoặc xác nhận; hãy để hai người cấp lại cách đăng nhập trước',
    en: 'One person alone issued the credential of this person, so they cannot be given a role by which one signs or confirms; two persons must reset the credential first',
  },
  FounderIsNotGranted: {
    vi: 'Không giao được vai trò người thiết lập kho: chương trình tự giao vai trò này khi tạo kho; hãy chọn vai trò khác',
    en: 'The role of setting up the store cannot be granted: the program grants it itself when it creates a store; choose another role',
  },
  OnlyOwnDelegated: {
    vi: 'Chỉ được ủy quyền những quyền của chính mình, không được ủy quyền tiếp quyền mình nhận từ người khác',
    en: 'You can delegate only your own permissions, not those that another person delegated to you',
  },
  DelegatedToOneself: {
    vi: 'Không thể ủy quyền cho chính mình; hãy chọn người khác',
    en: 'You cannot delegate to yourself; choose another person',
  },
  DelegationOverlaps: {
    vi: 'Vai trò này đã được ủy quyền từ {from} đến {to}, trùng với thời gian đã nêu; hãy nêu thời gian khác',
    en: 'This role is already delegated from {from} to {to}, which overlaps with the days given; give other days',
  },
  NoSuchDelegation: {
    vi: 'Không có ủy quyền này; hãy chọn một ủy quyền trong danh sách',
    en: 'This delegation does not exist; choose one from the list',
  },
  DelegationEndedAlready: {
    vi: 'Ủy quyền này đã kết thúc; không cần kết thúc lại',
    en: 'This delegation has already ended; there is nothing left to end',
  },
});
