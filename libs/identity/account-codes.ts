import { z } from 'zod';
import { type CodeList, codesOf } from '#kernel/text';

/** How the holder of an account signs in. */
export const WAYS = {
  PASSWORD: { vi: 'bằng mật khẩu', en: 'by a password' },
  PROVIDER: { vi: 'qua nhà cung cấp định danh', en: 'at the identity provider' },
  TOKENS: { vi: 'bằng mã của chương trình', en: 'by tokens of a program' },
} as const satisfies CodeList;
export const Way = z.enum(codesOf(WAYS));

/** How many persons took part in giving a person what the account first opens with. */
export const ISSUERS = {
  ONE: { vi: 'một người', en: 'one person' },
  TWO: { vi: 'hai người', en: 'two persons' },
  PROGRAM: { vi: 'chương trình', en: 'the program' },
  UNKNOWN: { vi: 'không rõ mấy người', en: 'an unknown number of persons' },
} as const satisfies CodeList;
export const Issuers = z.enum(codesOf(ISSUERS));
export type Issuers = z.output<typeof Issuers>;

/** What of an account is reset for its holder. */
export const RESETS = {
  CREDENTIAL: { vi: 'cách đăng nhập', en: 'the way to sign in' },
  SECOND_FACTOR: { vi: 'yếu tố xác thực thứ hai', en: 'the second factor' },
} as const satisfies CodeList;
export const Reset = z.enum(codesOf(RESETS));
export type Reset = z.output<typeof Reset>;

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  'account-ways': WAYS,
  'account-issuers': ISSUERS,
  'account-resets': RESETS,
};
