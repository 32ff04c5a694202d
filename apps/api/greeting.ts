import type { Api } from './api.js';

/** What the person who started the program reads. */
export const greeting = ({ address, config }: Api): string => `
Minh Chứng: ${address}

  Tài liệu API    ${address}/api/docs
  Dữ liệu         ${config.databaseUrl === undefined ? config.dataDir : 'DATABASE_URL'}: dữ liệu MẪU của một phường hư cấu, không phải hồ sơ thật
  Dừng            Ctrl-C (chạy lại thì dữ liệu vẫn còn)

  API docs        ${address}/api/docs
  Data            DEMO data of a fictitious ward, no true records
  Stop            Ctrl-C (the data stays for the next start)
`;
