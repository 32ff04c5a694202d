import { LOOPBACK } from './config-databases.js';
import { refused } from './config-words.js';

/** A connection string. It is not parsed as a URL, because it may name several nodes, which a URL cannot. */
export const KURRENTDB = /^(?:kurrentdb|esdb)(?:\+discover)?:\/\/(?<account>[^@/?]*@)?(?<hosts>[^@/?]+)\/?(?:\?\S*)?$/;

/**
 * Prefix of the names of all streams of a store. It ends with its only underscore, so no prefix begins with another
 * prefix. Stores with different prefixes on one server therefore never see each other's streams. The prefix `log_` is
 * refused, because the stream of the declaration is named `log_of_…`.
 */
export const KURRENTDB_PREFIX = /^(?!log_$)[A-Za-z0-9]{1,40}_$/;
/** A user name. Each call sends `user:password` in an ASCII header, so other characters and the colon are refused. */
export const KURRENTDB_USER = /^[!-9;-~]{1,200}$/;
export const KURRENTDB_PASSWORD = /^[ -~]{1,200}$/;

interface Account {
  readonly username: string;
  readonly password: string;
}

export interface KurrentConfig {
  readonly url: string;
  /** The nodes as `host:port, host:port`, without an account. */
  readonly place: string;
  readonly prefix: string;
  readonly credentials: Account | undefined;
  /** The account for the command `kurrentdb-rights` only. Name or password may be missing; the command then asks. */
  readonly administrator: Readonly<Partial<Account>>;
}

interface KurrentVariables {
  readonly KURRENTDB_URL?: string | undefined;
  readonly KURRENTDB_USER?: string | undefined;
  readonly KURRENTDB_PASSWORD?: string | undefined;
  readonly KURRENTDB_INSECURE?: boolean | undefined;
  readonly KURRENTDB_PREFIX: string;
  readonly KURRENTDB_ADMIN_USER?: string | undefined;
  readonly KURRENTDB_ADMIN_PASSWORD?: string | undefined;
}

/** Checks the settings of KurrentDB. @throws StartRefused for a setting that would lose records or expose them */
export function kurrent(env: KurrentVariables): KurrentConfig {
  const { KURRENTDB_URL: text, KURRENTDB_USER: username, KURRENTDB_PASSWORD: password } = env;
  if (text === undefined) {
    throw refused('KURRENTDB_URL', {
      vi: 'phải có khi EVENT_STORE=kurrentdb',
      en: 'must be set if EVENT_STORE=kurrentdb',
    });
  }
  const { account, hosts = '' } = KURRENTDB.exec(text)?.groups ?? {};
  if (account !== undefined) {
    throw refused('KURRENTDB_URL', {
      vi: 'không được chứa tài khoản; hãy dùng KURRENTDB_USER và KURRENTDB_PASSWORD',
      en: 'must not contain an account; use KURRENTDB_USER and KURRENTDB_PASSWORD',
    });
  }
  if (/mem-?db/i.test(text)) {
    throw refused('KURRENTDB_URL', {
      vi: 'không được dùng cơ sở dữ liệu trong bộ nhớ (mem-db), vì dữ liệu mất hết khi máy chủ dừng; hãy bỏ lựa chọn này',
      en: 'must not use a database in memory (mem-db), because all data is lost when the server stops; remove this option',
    });
  }
  // The client ignores upper and lower case, dashes and underscores in the names of its options.
  const options = text.slice(text.indexOf('?') + 1).replace(/[_-]/g, '');
  const plain = /(^|&)tls(VerifyCert)?=false(&|$)/i.test(options);
  const here = hosts.split(',').every((host) => LOOPBACK.test(host.replace(/:\d+$/, '')));
  if (plain && env.KURRENTDB_INSECURE !== true && !here) {
    throw refused('KURRENTDB_URL', {
      vi: 'trỏ tới máy khác mà không có TLS; hãy bật TLS, hoặc đặt KURRENTDB_INSECURE=true nếu là mạng riêng',
      en: 'names another machine without TLS; enable TLS, or set KURRENTDB_INSECURE=true on a private network',
    });
  }
  if ((username === undefined) !== (password === undefined)) {
    throw refused(username === undefined ? 'KURRENTDB_USER' : 'KURRENTDB_PASSWORD', {
      vi: 'chưa được đặt; KURRENTDB_USER và KURRENTDB_PASSWORD phải đi cùng nhau',
      en: 'is not set; KURRENTDB_USER and KURRENTDB_PASSWORD must be set together',
    });
  }
  return {
    url: text,
    place: hosts.split(',').map(named).join(', '),
    prefix: env.KURRENTDB_PREFIX,
    administrator: administrator(env),
    credentials: username === undefined || password === undefined ? undefined : { username, password },
  };
}

const named = (host: string): string => (/:\d+$/.test(host) ? host : `${host}:2113`);

const administrator = ({ KURRENTDB_ADMIN_USER: username, KURRENTDB_ADMIN_PASSWORD: password }: KurrentVariables) => ({
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
});
