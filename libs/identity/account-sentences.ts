import { dayOf } from '#kernel/dates';
import { dayText, type Sentences, withSentences } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { account } from './account.js';
import { ISSUERS, type Issuers, RESETS, WAYS } from './account-codes.js';

const because = (reason: string | null): Bilingual =>
  reason === null ? { vi: '', en: '' } : { vi: `, lý do: ${reason}`, en: `, reason: ${reason}` };

const KINDS = {
  PERSON: { vi: 'tài khoản của một người', en: 'Account of a person opened' },
  SERVICE: { vi: 'tài khoản của một chương trình', en: 'Account of a program opened' },
} as const;

const OPENED: Readonly<Record<Issuers, Bilingual>> = {
  ONE: { vi: ', do một người mở', en: ', by one person' },
  TWO: { vi: ', chờ người thứ hai đồng ý', en: ', to be agreed to by a second person' },
  PROGRAM: { vi: ', do chương trình mở', en: ', by the program' },
  UNKNOWN: {
    vi: ', từ trước khi việc mở tài khoản được ghi nhận',
    en: ', before such acts were recorded',
  },
};

function memberWords(isMember: boolean | null): Bilingual {
  if (isMember === null) return { vi: '', en: '' };
  return isMember
    ? { vi: ', của người có trong sổ nhân sự', en: ', of a person in the register of persons' }
    : { vi: ', của người không có trong sổ nhân sự', en: ', of a person who is not in the register of persons' };
}

/** History sentences of the account of a person. */
const accountSentences: Sentences<(typeof account)['events']> = {
  AccountOpened: ({ kind, way, issuers, reason, isMember }) => {
    const [by, opened, why, who] = [WAYS[way], OPENED[issuers], because(reason), memberWords(isMember)];
    return {
      vi: `Mở ${KINDS[kind].vi}, đăng nhập ${by.vi}${who.vi}${opened.vi}${why.vi}`,
      en: `${KINDS[kind].en}, which signs in ${by.en}${who.en}${opened.en}${why.en}`,
    };
  },
  AccountResetRequested: ({ reset, reason }) => {
    const [what, why] = [RESETS[reset], because(reason)];
    return { vi: `Đề nghị cấp lại ${what.vi}${why.vi}`, en: `Reset of ${what.en} requested${why.en}` };
  },
  CredentialIssued: ({ issuers }) => ({
    vi: `Cấp cách đăng nhập mới, do ${ISSUERS[issuers].vi} cấp; mọi phiên làm việc trước đó chấm dứt`,
    en: `New way to sign in issued by ${ISSUERS[issuers].en}; all earlier sessions have ended`,
  }),
  CredentialChosen: () => ({ vi: 'Chủ tài khoản chọn mật khẩu mới', en: 'Holder chose a new password' }),
  SecondFactorAdded: () => ({
    vi: 'Chủ tài khoản thêm yếu tố xác thực thứ hai',
    en: 'Holder added a second factor',
  }),
  SecondFactorRemoved: ({ reason }) => ({
    vi: `Gỡ yếu tố xác thực thứ hai${because(reason).vi}`,
    en: `Second factor removed${because(reason).en}`,
  }),
  AccountDisabled: ({ reason }) => ({
    vi: `Ngừng tài khoản${because(reason).vi}`,
    en: `Account disabled${because(reason).en}`,
  }),
  TokenIssued: ({ permissions, endsAt }) => {
    const until = dayText(dayOf(endsAt));
    return {
      vi: `Cấp mã cho chương trình với ${permissions.length} quyền, dùng đến ngày ${until.vi}`,
      en: `Token with ${permissions.length} permissions issued to the program, valid until ${until.en}`,
    };
  },
  TokenRevoked: () => ({ vi: 'Thu hồi một mã của chương trình', en: 'Token of the program revoked' }),
};

export const accountKind = withSentences(account, accountSentences);
