import type { AccountBook, SessionBook } from '#features/identity';
import type { Uuid } from '#kernel/ids';
import { DEMO_PERSONS } from './persons.js';

/** Whoever may see the demo may know it: nothing in a demo store is true. */
export const DEMO_PASSWORD = 'minh-chung-demo';

/** The demo's people by their usernames, which say their roles. */
const PEOPLE: readonly (readonly [username: string, displayName: string, role: keyof typeof DEMO_PERSONS])[] = [
  ['nhaplieu', 'Cán bộ nhập liệu (mẫu)', 'clerk'],
  ['kiemtra', 'Cán bộ kiểm tra (mẫu)', 'inspector'],
  ['chunhiem', 'Chủ nhiệm Ủy ban Kiểm tra (mẫu)', 'inspection-chair'],
  ['uyvien', 'Cấp ủy viên (mẫu)', 'committee'],
  ['bithu', 'Bí thư Chi bộ Tổ dân phố 1 (mẫu)', 'cell-secretary'],
  ['coso', 'Cán bộ Đảng ủy khu dân cư An Lạc (mẫu)', 'base-officer'],
  ['vanthu', 'Văn thư (mẫu)', 'registrar'],
  ['doisoat', 'Cán bộ đối soát (mẫu)', 'auditor'],
  ['nguoixem', 'Người xem số liệu (mẫu)', 'viewer'],
  ['vanhanh', 'Người vận hành (mẫu)', 'operator'],
  ['quantri', 'Người quản trị (mẫu)', 'admin'],
];
const DASHBOARD = 'bangsolieu';
const FIGURES = ['read:coverage', 'read:organizations', 'read:terms', 'read:counting-rules', 'read:code-lists'];
const TOKEN_DAYS = 30;

/** How the demo is entered. */
export interface DemoAccounts {
  readonly usernames: readonly string[];
  readonly password: string;
  /** Reads figures and nothing else; another one at each start. */
  readonly token: string;
}

/** Makes the accounts of a demo where they are missing, and a new token that reads figures. */
export async function demoAccounts(accounts: AccountBook, sessions: SessionBook): Promise<DemoAccounts> {
  const known = new Map((await accounts.list()).map(({ username, accountId }) => [username, accountId]));
  for (const [username, displayName, role] of PEOPLE)
    if (!known.has(username))
      await accounts.add({
        kind: 'person',
        personId: DEMO_PERSONS[role],
        username,
        displayName,
        password: DEMO_PASSWORD,
      });
  const dashboard = known.get(DASHBOARD) ?? (await dashboardOf(accounts));
  const endsAt = new Date(Date.now() + TOKEN_DAYS * 86_400_000).toISOString();
  const { token } = await sessions.issueToken(dashboard, FIGURES, endsAt);
  return { usernames: PEOPLE.map(([username]) => username), password: DEMO_PASSWORD, token };
}

/** The program has the rights of the demo's viewer, as far as its tokens go. */
async function dashboardOf(accounts: AccountBook): Promise<Uuid> {
  const { accountId } = await accounts.add({
    kind: 'service',
    personId: DEMO_PERSONS.viewer,
    username: DASHBOARD,
    displayName: 'Bảng số liệu (mẫu)',
    password: null,
  });
  return accountId;
}
