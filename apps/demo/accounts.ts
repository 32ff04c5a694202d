import { access } from '#features/access';
import type { AccountBook } from '#features/identity';
import { instant, plainDate } from '#kernel/dates';
import { streamId, type Uuid } from '#kernel/ids';
import { ofProgram } from '#platform/commands/store-declaration';
import type { Executor } from '#platform/commands/execute';
import { MEMBERS } from './members.js';
import { DEMO_PERSONS } from './persons.js';
import { demoId } from './steps.js';

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

/**
 * Opens missing accounts of the demo, as acts of the program, with the published password; and issues a new token that
 * reads figures.
 */
export async function demoAccounts(accounts: AccountBook, executor: Executor): Promise<DemoAccounts> {
  const existing = new Map((await accounts.list()).map((account) => [account.username, account]));
  for (const [username, displayName, role] of PEOPLE) {
    const found = existing.get(username);
    const account = { kind: 'person', username, displayName, password: DEMO_PASSWORD } as const;
    const personId = DEMO_PERSONS[role];
    const isMember = MEMBERS.some(({ id }) => id === personId);
    if (!found) await accounts.add({ ...account, personId, isMember });
    else if (found.mustChoose) await accounts.publish(found.accountId, DEMO_PASSWORD);
  }
  const dashboard = existing.get(DASHBOARD) ?? (await dashboardOf(accounts));
  await grantViewer(executor, dashboard.personId);
  const endsAt = instant(new Date(Date.now() + TOKEN_DAYS * 86_400_000));
  const { token } = await accounts.issueToken(dashboard.accountId, FIGURES, endsAt);
  return { usernames: PEOPLE.map(([username]) => username), password: DEMO_PASSWORD, token };
}

/** The dashboard's service account, a person of its own. */
const dashboardOf = (accounts: AccountBook) =>
  accounts.add({ kind: 'service', username: DASHBOARD, displayName: 'Bảng số liệu (mẫu)', password: null });

/** Grants the dashboard the role of a viewer, once; its tokens limit it further. */
async function grantViewer(executor: Executor, personId: Uuid): Promise<void> {
  const stream = streamId(access.category, personId);
  const { state } = await executor.history(access, stream);
  if (state.grants.length > 0) return;
  const office = { role: 'viewer', organizationId: null, to: null, document: null } as const;
  const data = { ...office, from: plainDate('2025-08-15') };
  await executor.execute(access, stream, { type: 'GrantRole', data }, ofProgram(demoId(`grant ${personId}`)));
}
