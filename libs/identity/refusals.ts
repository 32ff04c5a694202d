import { refusals } from '#kernel/rejection';

/** Why an act on an account is refused. */
export const refuse = refusals({
  HasAccount: {
    vi: 'Người này đã có tài khoản đang dùng; mỗi người chỉ có một tài khoản. Hãy cấp lại cách đăng nhập cho tài khoản đó',
    en: 'This person already has an account in use, and one person has one account; reset the credential of that account',
  },
  NoOpenAccount: {
    vi: 'Tài khoản này không có hoặc không còn dùng; hãy chọn tài khoản khác',
    en: 'There is no such account in use; choose another one',
  },
  NotOfPerson: {
    vi: 'Tài khoản của chương trình không có mật khẩu; hãy cấp mã mới cho chương trình',
    en: 'The account of a program has no password; issue a new token for the program',
  },
  NotOfService: {
    vi: 'Tài khoản này của một người, không dùng mã của chương trình; hãy mở tài khoản cho chương trình',
    en: 'This account belongs to a person and takes no tokens of programs; open an account for the program',
  },
  OwnCredential: {
    vi: 'Không ai được tự cấp lại cách đăng nhập cho mình, hay đồng ý cấp lại cho mình; hãy đổi mật khẩu của chính mình hoặc nhờ người khác',
    en: 'You cannot reset your own credential or agree to it; change your own password, or ask others',
  },
  NothingAsked: {
    vi: 'Không có đề nghị nào như vậy đang chờ đồng ý; có thể một đề nghị mới hơn đã thay thế. Hãy xem lại danh sách tài khoản',
    en: 'No such request waits for agreement; a newer one may have replaced it. Read the list of accounts again',
  },
  TwoPersonsForAccount: {
    vi: 'Việc này cần hai người khác nhau, giữa hai người không có ủy quyền cho nhau; hãy để người khác đồng ý',
    en: 'This takes two different persons who are not linked by a delegation; another person must agree',
  },
  IssuedByOne: {
    vi: 'Người này nay có vai trò ký hoặc xác nhận, mà cách đăng nhập lại do một người cấp; hãy nhờ hai người cấp lại',
    en: 'This person now signs or confirms, and one person alone issued the credential; ask two persons to reset it',
  },
  OnlyHolder: {
    vi: 'Chỉ chính chủ tài khoản được làm việc này',
    en: 'Only the holder of the account can do this',
  },
  HasSecondFactor: {
    vi: 'Tài khoản này đã có yếu tố xác thực thứ hai; hãy gỡ trước rồi thiết lập lại',
    en: 'This account has a second factor; remove it first, then set up another',
  },
  ChooseFirst: {
    vi: 'Hãy chọn mật khẩu của riêng mình trước, rồi thiết lập yếu tố xác thực thứ hai',
    en: 'Choose a password of your own first, then set up the second factor',
  },
  NoSecondFactor: {
    vi: 'Tài khoản này không có yếu tố xác thực thứ hai; không có gì để gỡ',
    en: 'This account has no second factor; there is nothing to remove',
  },
  TokenRevokedAlready: {
    vi: 'Mã này đã bị thu hồi; không cần thu hồi lại',
    en: 'This token is already revoked; there is nothing left to revoke',
  },
});
