import { setTimeout as sleep } from 'node:timers/promises';
import { type Address, addressOf } from '#platform/event-store/kurrentdb.address';
import { type Account, type DirectNode, leaderOf } from '#platform/event-store/kurrentdb.direct';
import { untilReachable } from '#platform/event-store/kurrentdb.reachable';
import { KurrentUsers } from '#platform/event-store/kurrentdb.users';
import { refused } from '#platform/config-words';
import { type Sentence, StartRefused } from '#platform/start-refused';
import type { CliCommand, Invocation } from './command.js';
import { wrongRights, knowsAccount, type ExistingRights, planOf, type Step } from './kurrentdb-plan.js';

const FLAGS = ['--yes', '--add', '--replace'];
const DEADLINE_MS = 5_000;
/** Number of checks: new rights and passwords take effect on the server after a moment. */
const CHECKS = 20;
const BETWEEN_CHECKS_MS = 250;

export const kurrentDbRights: CliCommand = {
  usage: 'kurrentdb-rights [--yes] [--add | --replace]',
  about: {
    vi: 'tạo tài khoản KURRENTDB_USER với đúng những quyền cần có, bằng tài khoản quản trị (KURRENTDB_ADMIN_USER; nếu chưa đặt thì lệnh hỏi); nếu đã có quyền khác, --add: giữ các quyền đó và thêm, --replace: thay các quyền đó; --yes: không hỏi lại',
    en: 'creates the user KURRENTDB_USER with exactly the rights that it needs, as an administrator (KURRENTDB_ADMIN_USER; the command asks if it is not set); if other rights are set, --add: keep and extend them, --replace: replace them; --yes: do not ask',
  },
  run: async (invocation) => {
    const { args, configured, say } = invocation;
    if (!args.every((flag) => FLAGS.includes(flag)) || (args.includes('--add') && args.includes('--replace'))) {
      say(`minhchung ${kurrentDbRights.usage}`);
      return 64;
    }
    const { eventStore } = configured();
    if (eventStore.kind !== 'kurrentdb') throw refused('EVENT_STORE', REQUIRED.EVENT_STORE);
    const { url, credentials: account } = eventStore;
    if (!account) throw refused('KURRENTDB_USER', REQUIRED.KURRENTDB_USER);
    const address = addressOf(url);
    if (!address.secure) throw withoutAccounts(address);
    const administrator = await administratorOf(eventStore.administrator, invocation);
    await untilAdmitted(url, administrator, invocation);
    const manner: ExistingRights = args.includes('--replace') ? 'replace' : args.includes('--add') ? 'add' : 'keep';
    const admin = await leaderOf(address, administrator, DEADLINE_MS);
    const users = new KurrentUsers(admin);
    const own = admin.as(account);
    try {
      const plan = await planOf(admin, users, account, () => knowsAccount(own), manner);
      const done = await applyPlan(plan, args.includes('--yes'), invocation);
      return done ? await checkRights(own, say) : 1;
    } finally {
      for (const opened of [own, users, admin]) opened.close();
    }
  },
};

/** @returns whether every step is done */
async function applyPlan(plan: readonly Step[], yes: boolean, { say, ask }: Invocation): Promise<boolean> {
  if (plan.length === 0) {
    say('Tài khoản và quyền đã đúng; không thay đổi gì. / User and rights are correct; nothing was changed.');
    return true;
  }
  for (const { about, refused } of plan) {
    say(`${about.vi}${refused ? `\n    KHÔNG làm: ${refused.vi}` : ''}`);
    say(`${about.en}${refused ? `\n    NOT done: ${refused.en}` : ''}`);
  }
  if (plan.some(({ refused }) => refused)) {
    say('Không thay đổi gì. / Nothing was changed.');
    return false;
  }
  say(
    'Các tài khoản khác, trừ quản trị, chỉ còn quyền nêu ở trên. / All other accounts except administrators keep only the rights above.',
  );
  const answer = yes ? 'yes' : await ask('Gõ "yes" để thực hiện / type "yes" to apply: ');
  if (answer?.trim() !== 'yes') {
    say('Không thay đổi gì; --yes: làm không hỏi. / Nothing was changed; --yes applies the changes without asking.');
    return false;
  }
  for (const { run } of plan) await run();
  return true;
}

async function checkRights(own: DirectNode, say: Invocation['say']): Promise<number> {
  let found: readonly Sentence[] = [];
  for (let check = 0; check < CHECKS; check++) {
    if (check > 0) await sleep(BETWEEN_CHECKS_MS);
    found = await wrongRights(own);
    if (found.length > 0) continue;
    say('Đã thử bằng chính tài khoản đó: đọc, theo dõi, ghi được; không xóa, không đổi siêu dữ liệu được.');
    say('Tried as that user: it can read, follow and append; it cannot delete or set metadata.');
    return 0;
  }
  for (const { vi, en } of found) say(`CHƯA ĐÚNG: ${vi} / NOT RIGHT: ${en}`);
  return 1;
}

async function administratorOf({ username, password }: Partial<Account>, { ask }: Invocation): Promise<Account> {
  const name = username ?? (await ask('Tài khoản quản trị của KurrentDB / administrator of KurrentDB: '));
  const secret = password ?? (await ask('Mật khẩu / password: ', 'hidden'));
  if (name && secret) return { username: name, password: secret };
  throw refused('KURRENTDB_ADMIN_USER', {
    vi: 'và KURRENTDB_ADMIN_PASSWORD phải được đặt; nếu không, hãy chạy lệnh này trong một cửa sổ dòng lệnh để nhập',
    en: 'and KURRENTDB_ADMIN_PASSWORD must be set; otherwise run this command in a terminal, which asks for them',
  });
}

const OF_THE_ACCOUNT = ['wrong-password', 'read-refused', 'write-refused'].map((kind) => `kurrentdb-${kind}`);

async function untilAdmitted(url: string, administrator: Account, { logger, signal }: Invocation): Promise<void> {
  const log = (line: string) => {
    logger.warn(line);
  };
  try {
    await untilReachable({ connectionString: url, credentials: administrator, log, signal });
  } catch (error) {
    if (!(error instanceof StartRefused && OF_THE_ACCOUNT.includes(error.code))) throw error;
    const sentence = {
      vi: 'KurrentDB không nhận tài khoản quản trị này, hoặc tài khoản không thuộc nhóm $admins; hãy kiểm tra KURRENTDB_ADMIN_USER và KURRENTDB_ADMIN_PASSWORD.',
      en: 'KurrentDB does not accept this account of an administrator, or the account is not in the group $admins; check KURRENTDB_ADMIN_USER and KURRENTDB_ADMIN_PASSWORD.',
    };
    throw new StartRefused('kurrentdb-administrator-refused', sentence, { cause: error });
  }
}

const REQUIRED = {
  EVENT_STORE: { vi: 'phải là kurrentdb cho lệnh này', en: 'must be kurrentdb for this command' },
  KURRENTDB_USER: {
    vi: 'và KURRENTDB_PASSWORD phải được đặt: đó là tài khoản được cấp quyền',
    en: 'and KURRENTDB_PASSWORD must be set: they name the user who gets the rights',
  },
};

const withoutAccounts = ({ place }: Address): StartRefused =>
  new StartRefused('kurrentdb-no-accounts', {
    vi: `KurrentDB tại ${place}: máy chủ không dùng TLS (tls=false) nên không có tài khoản và quyền; hãy bật TLS trước.`,
    en: `KurrentDB at ${place}: the server does not use TLS (tls=false), so it has no accounts and no rights; enable TLS first.`,
  });
