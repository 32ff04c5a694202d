import { Inject, Injectable } from '@nestjs/common';
import type { Uuid } from '#kernel/ids';
import type { Bilingual } from '#kernel/text';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { PERSON_REGISTER, type PersonRegister } from '#platform/access/persons';
import { fieldProblem } from '#platform/http/problems';
import type { Account } from './account.js';
import { AccountBook } from './accounts.handler.js';

/** Streams of accounts that are read at a time. */
const ABREAST = 16;

/** Who the persons behind accounts are: whether the register of persons has them, and who has two accounts. */
@Injectable()
export class AccountPersons {
  constructor(
    private readonly accounts: AccountBook,
    @Inject(AUTHORITY) private readonly authority: Authority,
    @Inject(PERSON_REGISTER) private readonly register: PersonRegister,
  ) {}

  /**
   * Whether the person of a new account is in the register: what is said about it is checked, and what is not said is
   * looked up. Clients of before persons were registered say nothing, and open accounts for ids of no record.
   *
   * @returns null if nothing was said and the register does not have the person
   * @throws Problem `invalid-request` if the register says otherwise | Unavailable
   */
  async isMember(personId: Uuid | null, said: boolean | null): Promise<boolean | null> {
    const isThere = personId !== null && !(await this.register.missing([personId])).has(personId);
    if (said === true && !isThere) throw notInRegister();
    if (said === false && isThere) throw inRegister();
    return isThere ? true : said;
  }

  /** @throws Problem `invalid-request` if a record linked with that of the person has an account */
  async mustHaveNone(personId: Uuid): Promise<void> {
    for (const linked of this.authority.recordsOf(personId))
      if (linked !== personId && (await this.accounts.rows.ofPerson(linked))) throw takenByLinked();
  }

  /** Whether a person is in the register now, else what was said when their account was opened; null: nothing was. */
  async isKnownAs(personId: Uuid): Promise<boolean | null> {
    if (!(await this.register.missing([personId])).has(personId)) return true;
    return (await this.accounts.known(personId))?.isMember ?? null;
  }

  /** The accounts, each with what is known of its person, and with the other accounts of the same person. */
  async told() {
    const rows = await this.accounts.list();
    const missing = await this.register.missing(rows.map(({ personId }) => personId));
    const known = new Map<Uuid, Account>();
    const left = [...rows];
    const work = async () => {
      for (let row = left.pop(); row; row = left.pop()) {
        const account = await this.accounts.known(row.personId);
        if (account) known.set(account.accountId, account);
      }
    };
    await Promise.all(Array.from({ length: ABREAST }, work));
    const inUse = rows.filter(({ disabledAt }) => disabledAt === null);
    return rows.map((row) => {
      const ids = this.authority.recordsOf(row.personId);
      const isOther = (one: typeof row) => one.accountId !== row.accountId && ids.has(one.personId);
      const also = row.disabledAt === null ? inUse.filter(isOther).map(({ accountId }) => accountId) : [];
      const isMember = missing.has(row.personId) ? (known.get(row.accountId)?.isMember ?? null) : true;
      return { ...row, isMember, alsoAccounts: also, warnings: also.length > 0 ? [TWO_ACCOUNTS] : [] };
    });
  }
}

const TWO_ACCOUNTS: Bilingual = {
  vi: 'Người này có nhiều tài khoản, vì các hồ sơ của họ được ghi nhận là của cùng một người; họ được tính là một người. Hãy ngừng các tài khoản thừa',
  en: 'This person has several accounts, since their records were linked as records of one person; they count as one person. Disable the accounts that are not needed',
};

const notInRegister = () =>
  fieldProblem('body', 'personId', 'not-in-register', {
    vi: 'Không có đảng viên nào mang mã này; hãy nhập đảng viên trước, hoặc ghi rõ người này không phải là đảng viên được ghi nhận',
    en: 'No person in the register has this id; enter the person first, or say that they are none (isMember: false)',
  });
const inRegister = () =>
  fieldProblem('body', 'isMember', 'in-register', {
    vi: 'Người mang mã này là đảng viên đã được ghi nhận; hãy bỏ trường này hoặc sửa lại',
    en: 'The person of this id is in the register of persons; leave this field out, or change it',
  });
const takenByLinked = () =>
  fieldProblem('body', 'personId', 'taken', {
    vi: 'Người này đã có tài khoản, mở theo một hồ sơ khác của cùng người đó; mỗi người chỉ có một tài khoản. Hãy cấp lại cách đăng nhập cho tài khoản đó',
    en: 'This person has an account, opened under another record of the same person, and one person has one account; reset the credential of that account',
  });
