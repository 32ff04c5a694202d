import type { AccountBook, SessionBook } from '#features/identity';
import type { Uuid } from '#kernel/ids';
import { DEMO_PERSONS } from './persons.js';

/** Public on purpose: a demo store holds no real data. */
export const DEMO_PASSWORD = 'minh-chung-demo';

/** The demo's persons; usernames name the roles. */
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

/** The credentials of the demo. */
export interface DemoAccounts {
  readonly usernames: readonly string[];
  readonly password: string;
  /** Token that reads figures only; a new one at each start. */
  readonly token: string;
}

/** Makes missing accounts of the demo, and a new token that reads figures. */
export async function demoAccounts(accounts: AccountBook, sessions: SessionBook): Promise<DemoAccounts> {
  const accountIds = new Map((await accounts.list()).map(({ username, accountId }) => [username, accountId]));
  for (const [username, displayName, role] of PEOPLE)
    if (!accountIds.has(username))
      await accounts.add({
        kind: 'person',
        personId: DEMO_PERSONS[role],
        username,
        displayName,
        password: DEMO_PASSWORD,
      });
  const dashboard = accountIds.get(DASHBOARD) ?? (await dashboardOf(accounts));
  const endsAt = new Date(Date.now() + TOKEN_DAYS * 86_400_000).toISOString();
  const { token } = await sessions.issueToken(dashboard, FIGURES, endsAt);
  return { usernames: PEOPLE.map(([username]) => username), password: DEMO_PASSWORD, token };
}

/** The dashboard's service account: the rights of the demo's viewer, limited by its tokens. */
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
