import { type Account, type DirectNode, statusOf } from '#platform/event-store/kurrentdb.direct';
import { compareAll, compareSettings, type Comparison } from '#platform/event-store/kurrentdb.rights';
import type { KurrentUsers } from '#platform/event-store/kurrentdb.users';
import type { Sentence } from '#platform/start-refused';
import { status } from '@grpc/grpc-js';

/** What may be done with rights that somebody else has set: nothing, add ours to them, set ours instead. */
export type Manner = 'keep' | 'add' | 'replace';

export interface Step {
  /** What it changes, with what was there before. */
  readonly about: Sentence;
  /** Why it is not done; undefined where it may be. */
  readonly refused?: Sentence;
  readonly run: () => Promise<void>;
}

/** Groups whose members may do what the product's account must not. */
const MIGHTY = ['$admins', '$ops'];

/** What is still to be done so that the account exists and may do what it needs, and no more; nothing where all is so. */
export async function planOf(
  admin: DirectNode,
  users: KurrentUsers,
  account: Account,
  knows: (account: Account) => Promise<boolean>,
  manner: Manner,
): Promise<readonly Step[]> {
  const user = await userSteps(users, account, knows);
  const settings = await admin.last('$settings');
  const all = await admin.last('$$$all');
  const write = (stream: string, revision: bigint | undefined, type: string) => async (data: string) => {
    // Whoever changed it after it was read wins, and this command has to be run again.
    if (!(await admin.append(stream, revision ?? -1n, { type, data })))
      throw new Error(`${stream} was changed meanwhile`);
  };
  return [
    ...user,
    ...aclStep(
      { vi: 'Quyền mặc định của mọi luồng ($settings)', en: 'Rights of all streams by default ($settings)' },
      compareSettings(account.username, settings?.data),
      manner,
      write('$settings', settings?.revision, 'update-default-acl'),
    ),
    ...aclStep(
      { vi: 'Quyền đọc toàn nhật ký (siêu dữ liệu của $all)', en: 'Rights to read the whole log (metadata of $all)' },
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
  const found = await users.find(username);
  if (!found) return [step('chưa có; sẽ tạo', 'missing; is made', () => users.create(username, password))];
  const mighty = found.groups.filter((group) => MIGHTY.includes(group));
  if (mighty.length > 0) {
    const refused = {
      vi: 'thuộc nhóm này thì được xóa và đổi quyền; hãy chọn KURRENTDB_USER khác',
      en: 'a member of it may delete, and alter rights; choose another KURRENTDB_USER',
    };
    return [step(`thuộc nhóm ${mighty.join(', ')}`, `in group ${mighty.join(', ')}`, () => Promise.resolve(), refused)];
  }
  if (found.disabled) {
    return [
      step('bị khóa; sẽ mở và đặt mật khẩu', 'disabled; is enabled and gets the password', async () => {
        await users.enable(username);
        await users.resetPassword(username, password);
      }),
    ];
  }
  if (await knows(account)) return [];
  return [
    step('có mật khẩu khác; sẽ đặt KURRENTDB_PASSWORD', 'has another password; gets KURRENTDB_PASSWORD', () =>
      users.resetPassword(username, password),
    ),
  ];
}

function aclStep(
  name: Sentence,
  { before, verdict, exact, added }: Comparison,
  manner: Manner,
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
    vi: 'người khác đã đặt quyền ở đây; --add: giữ lại và thêm tài khoản này, --replace: thay hẳn',
    en: 'somebody has set other rights here; --add: keep them and add this user, --replace: set these instead',
  };
  return [{ about, run: () => write(after), ...(kept ? { refused } : {}) }];
}

/** Whether a server knows an account with this password, whatever it may do. */
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

/** What of the rights is not as it has to be, asked as the product's own account; none: all is well. */
export async function amiss(as: DirectNode): Promise<readonly Sentence[]> {
  const found: Sentence[] = [];
  const unless = async (well: () => Promise<boolean>, sentence: Sentence) => {
    if (!(await well().catch(isRefusal))) found.push(sentence);
  };
  const done = () => true;
  await unless(() => as.last(null).then(done), { vi: 'không đọc được $all', en: 'it may not read $all' });
  await unless(() => as.follow().then(done), { vi: 'không theo dõi được $all', en: 'it may not follow $all' });
  await unless(() => as.may('append'), { vi: 'không ghi được', en: 'it may not append' });
  await unless(() => not(as.may('delete')), { vi: 'xóa được luồng', en: 'it may delete streams' });
  await unless(() => not(as.may('set metadata')), { vi: 'đổi được siêu dữ liệu', en: 'it may set metadata' });
  return found;
}

const not = async (what: Promise<boolean>): Promise<boolean> => !(await what);

function isRefusal(error: unknown): false {
  const code = statusOf(error);
  if (code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED) return false;
  throw error;
}
