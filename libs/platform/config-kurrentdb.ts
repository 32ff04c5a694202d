import { LOOPBACK } from './config-databases.js';
import { refused } from './config-words.js';

/** A connection string may name several nodes, which no URL allows. */
export const KURRENTDB = /^(?:kurrentdb|esdb)(?:\+discover)?:\/\/(?<account>[^@/?]*@)?(?<hosts>[^@/?]+)\/?(?:\?\S*)?$/;

/**
 * Prefix of the names of all streams of a store. It ends with its only underscore, so no prefix begins another one, and
 * stores with different prefixes on one server never see each other's streams. `log_of_…` is the declaration's stream.
 */
export const KURRENTDB_PREFIX = /^(?!log_$)[A-Za-z0-9]{1,40}_$/;
/** Sent with each call as `user:password` in an ASCII header, so other characters are refused. */
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
  /** Only for the command that sets rights; each half may be missing. */
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

/** @throws StartRefused when the setting would lose records or expose them */
export function kurrent(env: KurrentVariables): KurrentConfig {
  const { KURRENTDB_URL: text, KURRENTDB_USER: username, KURRENTDB_PASSWORD: password } = env;
  if (text === undefined) {
    throw refused('KURRENTDB_URL', {
      vi: 'phải có khi EVENT_STORE=kurrentdb',
      en: 'is needed with EVENT_STORE=kurrentdb',
    });
  }
  const { account, hosts = '' } = KURRENTDB.exec(text)?.groups ?? {};
  if (account !== undefined) {
    throw refused('KURRENTDB_URL', {
      vi: 'không được chứa tài khoản; dùng KURRENTDB_USER và KURRENTDB_PASSWORD',
      en: 'must not hold an account; use KURRENTDB_USER and KURRENTDB_PASSWORD',
    });
  }
  if (/mem-?db/i.test(text)) {
    throw refused('KURRENTDB_URL', {
      vi: 'không được dùng cơ sở dữ liệu trong bộ nhớ (mem-db): mất hết khi dừng',
      en: 'must not ask for a database in memory (mem-db): it forgets everything when it stops',
    });
  }
  // The client accepts its options in any case, with dashes or underscores anywhere.
  const options = text.slice(text.indexOf('?') + 1).replace(/[_-]/g, '');
  const plain = /(^|&)tls(VerifyCert)?=false(&|$)/i.test(options);
  const here = hosts.split(',').every((host) => LOOPBACK.test(host.replace(/:\d+$/, '')));
  if (plain && env.KURRENTDB_INSECURE !== true && !here) {
    throw refused('KURRENTDB_URL', {
      vi: 'trỏ tới máy khác mà không có TLS; bật TLS, hoặc KURRENTDB_INSECURE=true nếu là mạng riêng',
      en: 'reaches another machine without TLS; switch it on, or set KURRENTDB_INSECURE=true on a private network',
    });
  }
  if ((username === undefined) !== (password === undefined)) {
    throw refused(username === undefined ? 'KURRENTDB_USER' : 'KURRENTDB_PASSWORD', {
      vi: 'phải đi cùng biến còn lại của cặp tài khoản và mật khẩu',
      en: 'must be given together with the other one of user and password',
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
