import { placeOfLog, placeOfTables } from '../log-place.js';
import type { Api } from './api.js';

/** The text that the program prints once it listens. */
export function greeting({
  address: listening,
  config,
  demo,
  documented,
}: Pick<Api, 'address' | 'config' | 'demo' | 'documented'>): string {
  const address = config.publicOrigin ?? listening;
  const where = placeOfTables(config);
  const log = placeOfLog(config);
  const logVi = log ? `\n  Nhật ký         ${log.vi}` : '';
  const logEn = log ? `\n  Log             ${log.en}` : '';
  const docs = documented ? `${address}/api/docs` : null;
  if (!demo)
    return `
Minh Chứng: ${address}

  Dữ liệu         ${where}: hồ sơ THẬT của một phường${logVi}
  Đăng nhập       ${address}/sign-in
  Dừng            Ctrl-C (chạy lại thì dữ liệu vẫn còn)

  Data            the REAL records of a ward${logEn}
  Sign in         ${address}/sign-in
  Stop            Ctrl-C (the data stays for the next start)
`;
  return `
Minh Chứng: ${address}

  Tài liệu API    ${docs ?? 'không mở (API_DOCUMENT=off)'}
  Dữ liệu         ${where}: dữ liệu MẪU của một phường hư cấu, không phải hồ sơ thật${logVi}
  Tài khoản mẫu   ${demo.usernames.join(', ')}; mật khẩu chung: ${demo.password}
  Mã chỉ xem      ${demo.token}
  Dừng            Ctrl-C (chạy lại thì dữ liệu vẫn còn)

  API docs        ${docs ?? 'not served (API_DOCUMENT=off)'}
  Data            DEMO data of a fictitious ward, no real records${logEn}
  Demo accounts   those above, one for each role, with one password
  Read-only token the one above: figures only, for 30 days
  Stop            Ctrl-C (the data stays for the next start)
`;
}
