import type { Api } from './api.js';

/** What the person who started the program reads. */
export function greeting({ address, config, demo }: Api): string {
  const where = config.databaseUrl === undefined ? config.dataDir : 'DATABASE_URL';
  if (!demo)
    return `
Minh Chứng: ${address}

  Dữ liệu         ${where}: hồ sơ THẬT của một phường
  Đăng nhập       ${address}/sign-in
  Dừng            Ctrl-C (chạy lại thì dữ liệu vẫn còn)

  Data            the TRUE records of a ward
  Sign in         ${address}/sign-in
  Stop            Ctrl-C (the data stays for the next start)
`;
  return `
Minh Chứng: ${address}

  Tài liệu API    ${address}/api/docs
  Dữ liệu         ${where}: dữ liệu MẪU của một phường hư cấu, không phải hồ sơ thật
  Tài khoản mẫu   ${demo.usernames.join(', ')}; mật khẩu chung: ${demo.password}
  Mã chỉ xem      ${demo.token}
  Dừng            Ctrl-C (chạy lại thì dữ liệu vẫn còn)

  API docs        ${address}/api/docs
  Data            DEMO data of a fictitious ward, no true records
  Demo accounts   those above, one for each role, with one password
  Read-only token the one above: figures only, for 30 days
  Stop            Ctrl-C (the data stays for the next start)
`;
}
