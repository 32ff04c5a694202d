import { type Account, type DirectNode, statusOf } from '#platform/event-store/kurrentdb.direct';
import { compareAll, compareSettings, type Comparison } from '#platform/event-store/kurrentdb.rights';
import type { KurrentUsers } from '#platform/event-store/kurrentdb.users';
import type { Sentence } from '#platform/start-refused';
import { status } from '@grpc/grpc-js';

/** What to do with rights that are set already: change nothing, add this user to them, or replace them. */
export type ExistingRights = 'keep' | 'add' | 'replace';

export interface Step {
  /** What the step changes, with the rights before it. */
  readonly about: Sentence;
  /** Why the step is not carried out; undefined if it is carried out. */
  readonly refused?: Sentence;
  readonly run: () => Promise<void>;
}

/** Groups whose members may delete streams and set metadata. The product's account must not be in one of them. */
const POWERFUL_GROUPS = ['$admins', '$ops'];

/** The steps after which the account exists with exactly the rights that it needs; empty if nothing has to change. */
export async function planOf(
  admin: DirectNode,
  users: KurrentUsers,
  account: Account,
  knows: (account: Account) => Promise<boolean>,
  manner: ExistingRights,
): Promise<readonly Step[]> {
  const user = await userSteps(users, account, knows);
  const settings = await admin.last('$settings');
  const all = await admin.last('$$$all');
  const write = (stream: string, revision: bigint | undefined, type: string) => async (data: string) => {
    // If another program has changed the stream since it was read, that change stays; the command has to be run again.
    if (!(await admin.append(stream, revision ?? -1n, { type, data })))
      throw new Error(`${stream} was changed by another program; run the command again`);
  };
  return [
    ...user,
    ...aclStep(
      { vi: 'Quyền mặc định của mọi luồng ($settings)', en: 'Default rights on all streams ($settings)' },
      compareSettings(account.username, settings?.data),
      manner,
      write('$settings', settings?.revision, 'update-default-acl'),
    ),
    ...aclStep(
      { vi: 'Quyền đọc toàn nhật ký (siêu dữ liệu của $all)', en: 'Right to read the whole log (metadata of $all)' },
      compareAll(account.username, all?.data),
      manner,
      write('$$$all', all?.revision, '$metadata'),
    ),
  ];
}

async function userSteps(
  users: KurrentUsers,
  account: Account,
  knows: (account: Account) => Promise<boolean>,
): Promise<Step[]> {
  const { username, password } = account;
  const step = (vi: string, en: string, run: () => Promise<void>, refused?: Sentence): Step => ({
    about: { vi: `Tài khoản ${username}: ${vi}`, en: `User ${username}: ${en}` },
    run,
    ...(refused ? { refused } : {}),
  });
  const user = await users.find(username);
  if (!user) return [step('chưa có; sẽ tạo', 'missing; will be created', () => users.create(username, password))];
  const powerful = user.groups.filter((group) => POWERFUL_GROUPS.includes(group));
  if (powerful.length > 0) {
    const refused = {
      vi: 'thành viên của nhóm này được xóa luồng và đổi quyền; hãy chọn KURRENTDB_USER khác',
      en: 'members of this group may delete streams and change rights; choose another KURRENTDB_USER',
    };
    return [
      step(`thuộc nhóm ${powerful.join(', ')}`, `in group ${powerful.join(', ')}`, () => Promise.resolve(), refused),
    ];
  }
  if (user.disabled) {
    return [
      step('bị khóa; sẽ mở và đặt mật khẩu', 'disabled; will be enabled and get KURRENTDB_PASSWORD', async () => {
        await users.enable(username);
        await users.resetPassword(username, password);
      }),
    ];
  }
  if (await knows(account)) return [];
  return [
    step('có mật khẩu khác; sẽ đặt KURRENTDB_PASSWORD', 'has another password; will get KURRENTDB_PASSWORD', () =>
      users.resetPassword(username, password),
    ),
  ];
}

function aclStep(
  name: Sentence,
  { before, verdict, exact, added }: Comparison,
  manner: ExistingRights,
  write: (data: string) => Promise<void>,
): Step[] {
  const after = manner === 'add' && added !== null ? added : exact;
  if (verdict === 'same' || after === before) return [];
  const about = {
    vi: `${name.vi}\n    trước: ${before ?? 'chưa đặt'}\n    sau:   ${after}`,
    en: `${name.en}\n    before: ${before ?? 'not set'}\n    after:  ${after}`,
  };
  const kept = verdict === 'differs' && (manner === 'keep' || (manner === 'add' && added === null));
  const refused = {
    vi: 'ở đây đã có quyền khác; hãy chạy lại với --add để giữ các quyền đó và thêm tài khoản này, hoặc với --replace để thay bằng các quyền nêu trên',
    en: 'other rights are set here; run this again with --add to keep them and add this user, or with --replace to replace them by the rights above',
  };
  return [{ about, run: () => write(after), ...(kept ? { refused } : {}) }];
}

/** Whether the server accepts the account's password, whatever the account's rights. */
export async function knowsAccount(as: DirectNode): Promise<boolean> {
  try {
    await as.last(null);
    return true;
  } catch (error) {
    const code = statusOf(error);
    if (code === status.UNAUTHENTICATED) return false;
    if (code === status.PERMISSION_DENIED) return true;
    throw error;
  }
}

/** What is wrong with the rights of the product's account, tried as that account; empty if nothing is. */
export async function wrongRights(as: DirectNode): Promise<readonly Sentence[]> {
  const wrong: Sentence[] = [];
  const unless = async (right: () => Promise<boolean>, sentence: Sentence) => {
    if (!(await right().catch(isRefusal))) wrong.push(sentence);
  };
  const done = () => true;
  await unless(() => as.last(null).then(done), { vi: 'không đọc được $all', en: 'it may not read $all' });
  await unless(() => as.follow().then(done), { vi: 'không theo dõi được $all', en: 'it may not follow $all' });
  await unless(() => as.may('append'), { vi: 'không ghi được', en: 'it may not append' });
  await unless(() => not(as.may('delete')), { vi: 'xóa được luồng', en: 'it may delete streams' });
  await unless(() => not(as.may('set metadata')), { vi: 'đổi được siêu dữ liệu', en: 'it may set metadata' });
  return wrong;
}

const not = async (what: Promise<boolean>): Promise<boolean> => !(await what);

function isRefusal(error: unknown): false {
  const code = statusOf(error);
  if (code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED) return false;
  throw error;
}
