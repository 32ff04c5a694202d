import { LOOPBACK } from './config-databases.js';
import { refused } from './config-words.js';

/** Several nodes may be named, which no URL allows. */
export const KURRENTDB = /^(?:kurrentdb|esdb)(?:\+discover)?:\/\/(?<account>[^@/?]*@)?(?<hosts>[^@/?]+)\/?(?:\?\S*)?$/;

export interface KurrentConfig {
  readonly url: string;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
}

interface KurrentVariables {
  readonly KURRENTDB_URL?: string | undefined;
  readonly KURRENTDB_USER?: string | undefined;
  readonly KURRENTDB_PASSWORD?: string | undefined;
  readonly KURRENTDB_INSECURE?: boolean | undefined;
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
  const plain = /[?&]tls=false\b/i.test(text) || /[?&]tlsVerifyCert=false\b/i.test(text);
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
    credentials: username === undefined || password === undefined ? undefined : { username, password },
  };
}
