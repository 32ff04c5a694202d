import type { Transaction } from 'kysely';
import type { Uuid } from '#kernel/ids';
import { searchForm } from '#kernel/vietnamese';
import type { Account } from './account.js';
import type { Accounts, IdentityDb, IdentityTables } from './identity.queries.js';
import { hashOfHalf, ONE_TIME_HOURS } from './one-time.js';
import type { SessionBook } from './sessions.handler.js';

export interface NewRow {
  readonly accountId: Uuid;
  readonly personId: Uuid;
  readonly kind: 'person' | 'service';
  readonly username: string;
  readonly displayName: string;
  readonly passwordHash: string | null;
  readonly oidc: { readonly issuer: string; readonly subject: string } | null;
}

/** What an act did, for the row: the revision that it recorded, and the half that its sender is shown. */
export interface Done {
  readonly revision: number;
  readonly half: string | null;
  readonly now: Date;
}

const UNIQUE = '23505';
/** A row whose opening is not recorded after this long is what a crash left. */
const ABANDONED_MS = 60_000;

/** The rows of accounts: names and credentials. Every row follows the acts that the log holds of its account. */
export class AccountRows {
  constructor(
    private readonly db: IdentityDb,
    private readonly sessions: SessionBook,
  ) {}

  find(accountId: Uuid): Promise<Accounts | undefined> {
    return this.db.selectFrom('identity.accounts').where('accountId', '=', accountId).selectAll().executeTakeFirst();
  }

  /** The account in use of a person, and one that is being opened. */
  ofPerson(personId: Uuid): Promise<Accounts | undefined> {
    return this.db
      .selectFrom('identity.accounts')
      .where('personId', '=', personId)
      .where('disabledAt', 'is', null)
      .selectAll()
      .executeTakeFirst();
  }

  /** Rows whose last act may not have reached them. */
  unsettled(): Promise<readonly Accounts[]> {
    return this.db.selectFrom('identity.accounts').where('unsettledSince', 'is not', null).selectAll().execute();
  }

  /**
   * Adds the row of an account that nothing opens yet. @returns the row that stands in the way, if the name, the name at
   * the provider, or the person has an account already
   */
  async addPending(row: NewRow, now: Date): Promise<'added' | { readonly taken: Accounts; readonly by: Taken }> {
    const { oidc, username, ...rest } = row;
    const name = searchForm(username.normalize('NFC'));
    const at = now.toISOString();
    try {
      const provider = { oidcIssuer: oidc?.issuer ?? null, oidcSubject: oidc?.subject ?? null };
      await this.db
        .insertInto('identity.accounts')
        .values({ ...rest, ...provider, username: name, createdAt: at, unsettledSince: at, mustChoose: false })
        .execute();
      return 'added';
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === UNIQUE)) throw error;
    }
    const all = this.db.selectFrom('identity.accounts').selectAll();
    const sameName = await all.where('username', '=', name).executeTakeFirst();
    if (sameName) return { taken: sameName, by: 'username' };
    const samePerson = await this.ofPerson(row.personId);
    if (samePerson) return { taken: samePerson, by: 'personId' };
    const sameSubject = await all
      .where('oidcIssuer', '=', oidc?.issuer ?? '')
      .where('oidcSubject', '=', oidc?.subject ?? '')
      .executeTakeFirstOrThrow();
    return { taken: sameSubject, by: 'oidc.subject' };
  }

  /** Whether a row is left by an opening that was never recorded. */
  isAbandoned({ inUseSince, createdAt }: Accounts, now: Date): boolean {
    return inUseSince === null && now.getTime() - new Date(createdAt).getTime() > ABANDONED_MS;
  }

  async drop(accountId: Uuid): Promise<void> {
    await this.db.deleteFrom('identity.accounts').where('accountId', '=', accountId).execute();
  }

  /** Marks a row before an act on it is recorded. */
  async mark(accountId: Uuid, now: Date): Promise<void> {
    await this.#set(this.db, accountId, { unsettledSince: now.toISOString() });
  }

  async unmark(accountId: Uuid): Promise<void> {
    await this.#set(this.db, accountId, { unsettledSince: null });
  }

  /** Brings a row in line with the account in the log, after an act. */
  async follow(row: Accounts, account: Account, done: Done): Promise<void> {
    await this.db.transaction().execute(async (db) => {
      if (account.isDisabled) return this.#disable(db, row, done.now);
      await this.#inUse(db, row, account, done);
      await this.#factor(db, row, account);
      if (account.waiting?.request === done.revision) await this.#asked(db, row, account, done);
      else if (account.issued === done.revision) await this.#issued(db, row, account, done);
      await this.#set(db, row.accountId, { unsettledSince: null });
    });
    this.sessions.forget();
  }

  /**
   * Brings a row in line with the account in the log, after a crash. What a crash left unsaid was shown to nobody, so a
   * credential issued then opens nothing, and has to be issued anew.
   */
  async settle({ accountId }: Accounts, account: Account, now: Date): Promise<void> {
    await this.db.transaction().execute(async (db) => {
      const rows = db.selectFrom('identity.accounts').where('accountId', '=', accountId);
      const row = await rows.selectAll().forUpdate().executeTakeFirstOrThrow();
      if (account.isDisabled) return this.#disable(db, row, now);
      await this.#inUse(db, row, account, { revision: -1, half: null, now });
      await this.#factor(db, row, account);
      // Another process may have brought the row further in the meantime.
      if (account.issued !== null && account.issued > (row.issuedRevision ?? -1)) {
        const nothing = { passwordHash: null, firstHalf: null, secondHalf: null, halvesEndAt: null };
        await this.#set(db, accountId, { ...nothing, issuedRevision: account.issued });
        await db.deleteFrom('identity.sessions').where('accountId', '=', accountId).execute();
      }
      if (account.waiting?.request !== row.askedRevision)
        await this.#set(db, accountId, { askedRevision: null, askedReset: null, askedHalf: null });
      for (const tokenId of account.revoked) await this.#revoke(db, tokenId, now);
      await this.#set(db, accountId, { unsettledSince: null });
    });
    this.sessions.forget();
  }

  /** The holder's own password, which ends all other sessions. @param session hash of the token of the session that stays */
  async choose(accountId: Uuid, passwordHash: string, session: Buffer | null): Promise<void> {
    const chosen = { passwordHash, mustChoose: false, firstHalf: null, secondHalf: null, halvesEndAt: null };
    await this.db.transaction().execute(async (db) => {
      await this.#set(db, accountId, { ...chosen, unsettledSince: null });
      await db
        .deleteFrom('identity.sessions')
        .where('accountId', '=', accountId)
        .where('tokenHash', '!=', session ?? Buffer.alloc(0))
        .execute();
      await db.updateTable('identity.sessions').set({ isLimited: false }).where('accountId', '=', accountId).execute();
    });
    this.sessions.forget();
  }

  /** @returns whether the account has such a token that is not revoked */
  async revoke(accountId: Uuid, tokenId: Uuid, now: Date): Promise<void> {
    await this.#revoke(this.db, tokenId, now);
    await this.unmark(accountId);
    this.sessions.forget();
  }

  async #inUse(db: Db, row: Accounts, { issuers }: Account, { now }: Done): Promise<void> {
    if (row.inUseSince !== null || issuers === null) return;
    await this.#set(db, row.accountId, { inUseSince: now.toISOString() });
  }

  /** A second factor that the log holds as removed is removed, and no session counts as one with it any more. */
  async #factor(db: Db, { accountId }: Accounts, { hasSecondFactor }: Account): Promise<void> {
    if (hasSecondFactor) return;
    const factors = db.deleteFrom('identity.second_factors').where('accountId', '=', accountId);
    const removed = await factors.where('confirmedAt', 'is not', null).returning('accountId').execute();
    if (removed.length === 0) return;
    const sessions = db.updateTable('identity.sessions').set({ secondFactor: false });
    await sessions.where('accountId', '=', accountId).where('secondFactor', '=', true).execute();
  }

  async #asked(db: Db, row: Accounts, { waiting, way }: Account, { revision, half }: Done): Promise<void> {
    const shown = waiting?.reset === 'CREDENTIAL' && way === 'PASSWORD' && half !== null;
    await this.#set(db, row.accountId, {
      askedRevision: revision,
      askedReset: waiting?.reset ?? null,
      askedHalf: shown ? hashOfHalf(half) : null,
    });
  }

  async #issued(db: Db, row: Accounts, { way, issuers }: Account, { revision, half, now }: Done): Promise<void> {
    const own = half !== null && way === 'PASSWORD' ? hashOfHalf(half) : null;
    const ends = new Date(now.getTime() + ONE_TIME_HOURS * 3_600_000).toISOString();
    await this.#set(db, row.accountId, {
      passwordHash: null,
      firstHalf: issuers === 'TWO' ? row.askedHalf : own,
      secondHalf: issuers === 'TWO' ? own : null,
      halvesEndAt: ends,
      issuedRevision: revision,
      askedRevision: null,
      askedReset: null,
      askedHalf: null,
      mustChoose: false,
    });
    await db.deleteFrom('identity.sessions').where('accountId', '=', row.accountId).execute();
  }

  async #disable(db: Db, { accountId }: Accounts, now: Date): Promise<void> {
    await this.#set(db, accountId, { disabledAt: now.toISOString(), unsettledSince: null });
    await db.deleteFrom('identity.sessions').where('accountId', '=', accountId).execute();
  }

  async #revoke(db: Db, tokenId: Uuid, now: Date): Promise<void> {
    await db
      .updateTable('identity.tokens')
      .set({ revokedAt: now.toISOString() })
      .where('tokenId', '=', tokenId)
      .where('revokedAt', 'is', null)
      .execute();
  }

  async #set(db: Db, accountId: Uuid, columns: Partial<Accounts>): Promise<void> {
    await db.updateTable('identity.accounts').set(columns).where('accountId', '=', accountId).execute();
  }
}

/** The field of an opening that another account has. */
export type Taken = 'username' | 'personId' | 'oidc.subject';
type Db = IdentityDb | Transaction<IdentityTables>;
