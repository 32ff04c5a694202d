import { StartRefused } from '../start-refused.js';

/** Why a server cannot be used yet, or at all. */
export type Trouble =
  | { readonly kind: 'unknown-host' | 'unreachable' | 'not-answering'; readonly detail: string }
  | { readonly kind: 'certificate' | 'speaks-tls' | 'speaks-no-tls'; readonly detail: string }
  | { readonly kind: 'no-account' | 'wrong-password' | 'read-refused' | 'write-refused'; readonly detail: string };

/** Troubles that do not end by waiting: the configuration or a certificate has to be changed. */
const AT_ONCE = new Set<Trouble['kind']>(['certificate', 'speaks-tls', 'speaks-no-tls']);
/** Troubles with the account. A new server has them with valid accounts, too, for some seconds. */
const OF_ACCOUNTS = new Set<Trouble['kind']>(['no-account', 'wrong-password', 'read-refused', 'write-refused']);

export type Patience = 'none' | 'short' | 'long';

export function patienceWith({ kind }: Trouble): Patience {
  if (AT_ONCE.has(kind)) return 'none';
  return OF_ACCOUNTS.has(kind) ? 'short' : 'long';
}

/** A trouble in short, for the program's log during the wait. */
export const inShort = ({ kind, detail }: Trouble): string => `${kind.replaceAll('-', ' ')} (${detail})`;

/** The sentences with which a start is refused; they contain no account. */
export function refusalOf({ kind, detail }: Trouble, place: string): StartRefused {
  const { vi, en } = SENTENCES[kind];
  return new StartRefused(`kurrentdb-${kind}`, {
    vi: `KurrentDB tại ${place}: ${vi} (${detail}).`,
    en: `KurrentDB at ${place}: ${en} (${detail}).`,
  });
}

const SENTENCES = {
  'unknown-host': {
    vi: 'không tìm thấy máy chủ theo tên này; hãy kiểm tra KURRENTDB_URL và dịch vụ tên miền',
    en: 'the name of the host cannot be resolved; check KURRENTDB_URL and the name service',
  },
  unreachable: {
    vi: 'không kết nối được; hãy khởi động máy chủ, rồi kiểm tra KURRENTDB_URL và tường lửa',
    en: 'no connection is possible; start the server, then check KURRENTDB_URL and the firewall',
  },
  'not-answering': {
    vi: 'máy chủ nhận kết nối nhưng không phục vụ như một KurrentDB; hãy xem nhật ký của máy chủ và kiểm tra KURRENTDB_URL',
    en: 'the server accepts connections but does not serve as a KurrentDB; read the log of the server and check KURRENTDB_URL',
  },
  certificate: {
    vi: 'chứng chỉ của máy chủ không được công nhận; hãy đặt tlsCAFile trong KURRENTDB_URL tới đúng tổ chức cấp, và gọi máy chủ bằng tên có trong chứng chỉ',
    en: 'the certificate of the server is not accepted; set tlsCAFile in KURRENTDB_URL to the authority that issued it, and use a host name that the certificate contains',
  },
  'speaks-tls': {
    vi: 'máy chủ dùng TLS mà KURRENTDB_URL đặt tls=false; hãy bỏ tls=false',
    en: 'the server uses TLS, but KURRENTDB_URL has tls=false; remove tls=false',
  },
  'speaks-no-tls': {
    vi: 'máy chủ không dùng TLS mà KURRENTDB_URL đòi TLS; hãy bật TLS ở máy chủ (tls=false chỉ dành cho máy này hoặc mạng riêng)',
    en: 'the server does not use TLS, but KURRENTDB_URL requires it; enable TLS on the server (tls=false is only for this machine or a private network)',
  },
  'no-account': {
    vi: 'máy chủ cần tài khoản; hãy đặt KURRENTDB_USER và KURRENTDB_PASSWORD',
    en: 'the server requires an account; set KURRENTDB_USER and KURRENTDB_PASSWORD',
  },
  'wrong-password': {
    vi: 'máy chủ không nhận tài khoản hoặc mật khẩu này; hãy kiểm tra KURRENTDB_USER và KURRENTDB_PASSWORD',
    en: 'the server does not accept this user with this password; check KURRENTDB_USER and KURRENTDB_PASSWORD',
  },
  'read-refused': {
    vi: 'KURRENTDB_USER không được đọc $all; hãy cấp quyền bằng "minhchung kurrentdb-rights"',
    en: 'KURRENTDB_USER has no right to read $all; grant it with "minhchung kurrentdb-rights"',
  },
  'write-refused': {
    vi: 'KURRENTDB_USER không được ghi; hãy cấp quyền bằng "minhchung kurrentdb-rights"',
    en: 'KURRENTDB_USER has no right to append; grant it with "minhchung kurrentdb-rights"',
  },
} as const satisfies Record<Trouble['kind'], { vi: string; en: string }>;

export const notUnderstood = (cause: unknown): StartRefused =>
  new StartRefused(
    'config-KURRENTDB_URL',
    {
      vi: 'Cấu hình không dùng được: KURRENTDB_URL phải có dạng kurrentdb://máy:cổng?lựa-chọn=giá-trị.',
      en: 'The configuration cannot be used: KURRENTDB_URL must have the form kurrentdb://host:port?option=value.',
    },
    { cause },
  );

export const fileMissing = (option: string, path: string, code: string): StartRefused =>
  new StartRefused('kurrentdb-file-missing', {
    vi: `Không đọc được tệp ${path} (${code}) mà ${option} trong KURRENTDB_URL nêu; hãy đặt tệp vào đó hoặc sửa KURRENTDB_URL.`,
    en: `The file ${path} named by ${option} in KURRENTDB_URL cannot be read (${code}); put the file there or correct KURRENTDB_URL.`,
  });

export const fileUnusable = (cause: unknown): StartRefused =>
  new StartRefused(
    'kurrentdb-file-unusable',
    {
      vi: 'Tệp chứng chỉ hoặc khóa mà KURRENTDB_URL nêu (tlsCAFile, userCertFile, userKeyFile) không phải là PEM dùng được; hãy thay bằng tệp đúng.',
      en: 'A certificate or key file named in KURRENTDB_URL (tlsCAFile, userCertFile, userKeyFile) is not valid PEM; replace it by the right file.',
    },
    { cause },
  );
