import { LOOPBACK } from './config-databases.js';
import { refused } from './config-words.js';

/** Several nodes may be named, which no URL allows. */
export const KURRENTDB = /^(?:kurrentdb|esdb)(?:\+discover)?:\/\/(?<account>[^@/?]*@)?(?<hosts>[^@/?]+)\/?(?:\?\S*)?$/;

/**
 * Begins the name of every stream of a store. Its one underscore is its end, so no prefix begins another one: stores with
 * different prefixes on one server never see each other's streams. `log_of_…` is the stream that says whose a log is.
 */
export const KURRENTDB_PREFIX = /^(?!log_$)[A-Za-z0-9]{1,40}_$/;
/** Sent in one header of ASCII with each call, `user:password`, so neither needs more than that. */
export const KURRENTDB_USER = /^[!-9;-~]{1,200}$/;
export const KURRENTDB_PASSWORD = /^[ -~]{1,200}$/;

interface Account {
  readonly username: string;
  readonly password: string;
}

export interface KurrentConfig {
  readonly url: string;
  /** Its nodes as people name them, `host:port, host:port`; holds no account. */
  readonly place: string;
  readonly prefix: string;
  readonly credentials: Account | undefined;
  /** For the command that sets rights, and nothing else; each half may be missing. */
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

/** @throws StartRefused where what is named would lose records or tell them to others */
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
  // The client takes its options in any case, with dashes or underscores anywhere.
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
