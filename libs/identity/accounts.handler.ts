import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { v4 } from 'uuid';
import type { Instant } from '#kernel/dates';
import { streamId, Uuid } from '#kernel/ids';
import type { CommandOf } from '#kernel/command';
import type { Receipt } from '#platform/commands/envelope';
import { Executor } from '#platform/commands/execute';
import { ofProgram } from '#platform/commands/store-declaration';
import { fieldProblem, notFound, type Problem } from '#platform/http/problems';
import { APP_DB } from '#platform/platform.module';
import { Rejection } from '#kernel/rejection';
import { type Account, account } from './account.js';
import { AccountRows, type Done, type NewRow, type Taken } from './account-rows.handler.js';
import type { Accounts, IdentityDb } from './identity.queries.js';
import { newHalf, ONE_TIME_HOURS } from './one-time.js';
import { Passwords } from './passwords.handler.js';
import { SessionBook } from './sessions.handler.js';

export interface NewAccount {
  readonly kind: 'person' | 'service';
  /** The existing person who owns the account; if absent, a new person is made. A program is always a new one. */
  readonly personId?: Uuid | null | undefined;
  readonly username: string;
  readonly displayName: string;
  /** Null: the account signs in at the identity provider, or only by token, or by a credential that is issued later. */
  readonly password: string | null;
  readonly oidc?: { readonly issuer: string; readonly subject: string } | null | undefined;
  /** Whether the person is in the register of persons, which the caller knows; null or absent: nothing is said. */
  readonly isMember?: boolean | null;
  /** Recording time of the act, in a DEMO store only. */
  readonly recordedAt?: Instant | null;
}

/** Records an act; what is shown of it is in the row afterwards. */
export interface Act {
  readonly row: Accounts;
  readonly send: () => Promise<Receipt>;
  readonly half?: string | null;
}

/** A one-time credential, shown once. */
export interface OneTime {
  readonly credential: string;
  readonly until: string;
}

export type AccountCommand = CommandOf<typeof account.commands>;

/**
 * Accounts: the acts in the log, and the rows that follow them. Only the rows hold the names of persons, and the names
 * can be deleted. The log holds ids only.
 */
@Injectable()
export class AccountBook implements OnApplicationBootstrap {
  readonly rows: AccountRows;

  constructor(
    @Inject(APP_DB) private readonly db: IdentityDb,
    private readonly passwords: Passwords,
    private readonly sessions: SessionBook,
    @Inject(Executor) private readonly executor: Executor,
  ) {
    this.rows = new AccountRows(db, sessions);
  }

  /** Settles what a crash left between the log and the rows. While the log has an alarm, nothing can be settled. */
  async onApplicationBootstrap(): Promise<void> {
    await this.settleAll().catch(() => undefined);
  }

  async settleAll(now = new Date()): Promise<void> {
    for (const row of await this.rows.unsettled()) await this.settle(row, now);
  }

  /**
   * Opens an account as the program itself: for a new store, the demo and tests. What a person opens goes through
   * `AccountActs`.
   *
   * @throws Problem if the user name or the name at the provider is taken, or the person has an account
   */
  async add(account: NewAccount, now = new Date()) {
    const { kind, personId, password, oidc = null, isMember = null, recordedAt = null, ...names } = account;
    const accountId = v4() as Uuid;
    const of = kind === 'service' ? accountId : (personId ?? (v4() as Uuid));
    const passwordHash = password === null ? null : await this.passwords.hash(password);
    const way = kind === 'service' ? 'TOKENS' : oidc ? 'PROVIDER' : 'PASSWORD';
    const row = { ...names, accountId, personId: of, kind, oidc, passwordHash };
    const as = kind === 'service' ? 'SERVICE' : 'PERSON';
    const data = { accountId, kind: as, way, byTwo: false, reason: null, isMember } as const;
    const send = () => this.#ofProgram(of, { type: 'OpenAccount', data }, recordedAt);
    await this.open(row, send, null, now);
    return { accountId, personId: of };
  }

  /**
   * Issues a one-time credential as the program itself, for the first accounts of a store. It opens nothing but the
   * choice of a password, and ends all sessions of the account. @throws Problem not-found
   */
  async issueOneTime(accountId: Uuid, now = new Date()): Promise<OneTime> {
    const half = newHalf();
    const row = await this.mustHave(accountId);
    const data = { accountId, reset: 'CREDENTIAL', byTwo: false, reason: null } as const;
    const send = () => this.#ofProgram(row.personId, { type: 'RequestAccountReset', data });
    await this.record({ row, send, half }, now);
    return { credential: half, until: new Date(now.getTime() + ONE_TIME_HOURS * 3_600_000).toISOString() };
  }

  /** Issues a token for a service as the program itself. @throws Problem not-found */
  async issueToken(accountId: Uuid, permissions: readonly string[], endsAt: Instant) {
    const row = await this.mustHave(accountId);
    const data = { accountId, tokenId: v4() as Uuid, permissions: [...permissions], endsAt };
    await this.record({ row, send: () => this.#ofProgram(row.personId, { type: 'IssueToken', data }) });
    return this.sessions.issueToken(data);
  }

  /** Sets the published password of an account of the demo, whose holders share it. */
  async publish(accountId: Uuid, password: string): Promise<void> {
    await this.rows.choose(accountId, await this.passwords.hash(password), null);
  }

  /** Adds a pending row, records the opening, and puts the row into use. @throws Problem for what is taken */
  async open(row: NewRow, send: () => Promise<Receipt>, half: string | null, now: Date): Promise<Account> {
    let added = await this.rows.addPending(row, now);
    if (added !== 'added' && (await this.#settled(added.taken, now))) added = await this.rows.addPending(row, now);
    if (added !== 'added') throw takenProblem(added.by);
    const pending = await this.mustHave(row.accountId);
    try {
      return await this.#recorded({ row: pending, send, half }, now);
    } catch (error) {
      if (error instanceof Rejection) await this.rows.drop(row.accountId);
      throw error instanceof Rejection && error.code === 'HasAccount' ? takenProblem('personId') : error;
    }
  }

  /** Records an act on an account and brings its row in line. @returns the account after the act */
  async record(act: Act, now = new Date()): Promise<Account> {
    const { accountId } = act.row;
    if (act.row.unsettledSince !== null) await this.settle(act.row, now);
    await this.rows.mark(accountId, now);
    try {
      return await this.#recorded({ ...act, row: await this.mustHave(accountId) }, now);
    } catch (error) {
      if (error instanceof Rejection) await this.rows.unmark(accountId);
      throw error;
    }
  }

  async #recorded({ row, send, half = null }: Act, now: Date): Promise<Account> {
    const { revision } = await send();
    const known = await this.known(row.personId);
    if (!known) throw new Error('an act on an account was recorded, and the log does not hold it');
    const done: Done = { revision, half, now };
    await this.rows.follow(row, known, done);
    return known;
  }

  /** The account of a person as the log holds it now; null if none was opened. */
  async known(personId: Uuid): Promise<Account | null> {
    return (await this.executor.history(account, streamId(account.category, personId))).state.last;
  }

  /** Brings a row in line with the log after a crash. */
  async settle(row: Accounts, now = new Date()): Promise<void> {
    const known = await this.known(row.personId);
    if (known?.accountId === row.accountId) return this.rows.settle(row, known, now);
    if (row.inUseSince === null) {
      if (this.rows.isAbandoned(row, now)) await this.rows.drop(row.accountId);
      return;
    }
    // An account from before such acts were recorded: it is recorded as it was found.
    if (row.disabledAt === null && (known === null || known.isDisabled)) {
      const { accountId, personId } = row;
      const way = row.kind === 'service' ? 'TOKENS' : row.oidcSubject === null ? 'PASSWORD' : 'PROVIDER';
      const kind = row.kind === 'service' ? 'SERVICE' : 'PERSON';
      await this.#ofProgram(personId, { type: 'RecordEarlierAccount', data: { accountId, kind, way } });
    }
    await this.rows.unmark(row.accountId);
  }

  /** @throws Problem not-found */
  async mustHave(accountId: Uuid): Promise<Accounts> {
    const row = await this.rows.find(accountId);
    if (!row) throw notFound();
    return row;
  }

  list() {
    return this.db
      .selectFrom('identity.accounts')
      .select(['accountId', 'personId', 'kind', 'username', 'displayName', 'createdAt', 'disabledAt'])
      .select(['inUseSince', 'mustChoose', 'askedRevision', 'askedReset'])
      .orderBy('username')
      .execute();
  }

  /** The display name of a person, from one of the person's accounts; null if the person has no account. */
  async nameOf(personId: Uuid): Promise<string | null> {
    const found = await this.db
      .selectFrom('identity.accounts')
      .where('personId', '=', personId)
      .orderBy('disabledAt', (order) => order.desc().nullsFirst())
      .select('displayName')
      .executeTakeFirst();
    return found?.displayName ?? null;
  }

  /** The display names of persons, from an account of each; persons without an account are left out. */
  async namesOf(personIds: readonly Uuid[]): Promise<ReadonlyMap<Uuid, string>> {
    if (personIds.length === 0) return new Map();
    const found = await this.db
      .selectFrom('identity.accounts')
      .where('personId', 'in', [...personIds])
      .orderBy('disabledAt', (order) => order.asc().nullsLast())
      .select(['personId', 'displayName'])
      .execute();
    return new Map(found.map(({ personId, displayName }) => [personId, displayName]));
  }

  /** Those of some persons who have an account, disabled or not. */
  async among(personIds: readonly Uuid[]): Promise<ReadonlySet<Uuid>> {
    return new Set((await this.namesOf(personIds)).keys());
  }

  /** Whether the row that stood in the way is gone. */
  async #settled(taken: Accounts, now: Date): Promise<boolean> {
    if (taken.unsettledSince === null) return false;
    await this.settle(taken, now);
    return (await this.rows.find(taken.accountId)) === undefined;
  }

  #ofProgram(personId: Uuid, command: AccountCommand, recordedAt: Instant | null = null): Promise<Receipt> {
    const stream = streamId(account.category, personId);
    return this.executor.execute(account, stream, command, ofProgram(v4() as Uuid, recordedAt));
  }
}

const takenProblem = (by: Taken): Problem => fieldProblem('body', by, 'taken', TAKEN[by]);

const TAKEN = {
  username: { vi: 'Tên này đã có người dùng; hãy chọn tên khác', en: 'This name is taken; choose another' },
  personId: {
    vi: 'Người này đã có tài khoản; mỗi người chỉ có một tài khoản. Hãy cấp lại cách đăng nhập cho tài khoản đó',
    en: 'This person has an account, and one person has one account; reset the credential of that account',
  },
  'oidc.subject': {
    vi: 'Tên này ở nhà cung cấp định danh đã gắn với một tài khoản khác; hãy kiểm tra lại',
    en: 'This name at the identity provider is bound to another account; check it',
  },
} as const;
