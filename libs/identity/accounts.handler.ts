import { Inject, Injectable } from '@nestjs/common';
import { v4 } from 'uuid';
import { Uuid } from '#kernel/ids';
import { searchForm } from '#kernel/vietnamese';
import { fieldProblem, notFound } from '#platform/http/problems';
import { APP_DB } from '#platform/platform.module';
import { type IdentityDb } from './identity.queries.js';
import { Passwords } from './passwords.handler.js';
import { SessionBook } from './sessions.handler.js';

export interface NewAccount {
  readonly kind: 'person' | 'service';
  /** The existing person who owns the account; if absent, a new person is made. */
  readonly personId?: Uuid | null | undefined;
  readonly username: string;
  readonly displayName: string;
  /** Null: the account signs in at the identity provider, or only by token. */
  readonly password: string | null;
  readonly oidc?: { readonly issuer: string; readonly subject: string } | null | undefined;
}

const UNIQUE = '23505';

/** Accounts. Only these tables hold the names of persons, and the names can be deleted. The log holds ids only. */
@Injectable()
export class AccountBook {
  constructor(
    @Inject(APP_DB) private readonly db: IdentityDb,
    private readonly passwords: Passwords,
    private readonly sessions: SessionBook,
  ) {}

  /** @throws Problem if the username or the name at the provider is taken */
  async add({ kind, personId, username, displayName, password, oidc }: NewAccount, now = new Date()) {
    const accountId = v4() as Uuid;
    const of = personId ?? (v4() as Uuid);
    try {
      await this.db
        .insertInto('identity.accounts')
        .values({
          accountId,
          personId: of,
          kind,
          displayName,
          username: searchForm(username.normalize('NFC')),
          passwordHash: password === null ? null : await this.passwords.hash(password),
          oidcIssuer: oidc?.issuer ?? null,
          oidcSubject: oidc?.subject ?? null,
          createdAt: now.toISOString(),
          disabledAt: null,
        })
        .execute();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === UNIQUE)) throw error;
      throw fieldProblem('body', 'username', 'taken', {
        vi: 'Tên này đã có người dùng; hãy chọn tên khác',
        en: 'This name is taken; choose another',
      });
    }
    return { accountId, personId: of };
  }

  /**
   * Ends all sessions and tokens of an account: in this process at once, in others within a minute. @throws Problem
   * not-found
   */
  async disable(accountId: Uuid, now = new Date()): Promise<void> {
    const done = await this.db
      .updateTable('identity.accounts')
      .set({ disabledAt: now.toISOString() })
      .where('accountId', '=', accountId)
      .returning('accountId')
      .execute();
    if (done.length === 0) throw notFound();
    await this.db.deleteFrom('identity.sessions').where('accountId', '=', accountId).execute();
    this.sessions.forget();
  }

  /** Sets a new password and ends all sessions. @throws Problem not-found */
  async setPassword(accountId: Uuid, password: string): Promise<void> {
    const passwordHash = await this.passwords.hash(password);
    const done = await this.db
      .updateTable('identity.accounts')
      .set({ passwordHash })
      .where('accountId', '=', accountId)
      .where('kind', '=', 'person')
      .returning('accountId')
      .execute();
    if (done.length === 0) throw notFound();
    await this.db.deleteFrom('identity.sessions').where('accountId', '=', accountId).execute();
    this.sessions.forget();
  }

  /** @throws Problem not-found if the account is not a service account */
  async mustBeService(accountId: Uuid): Promise<void> {
    const found = await this.db
      .selectFrom('identity.accounts')
      .where('accountId', '=', accountId)
      .where('kind', '=', 'service')
      .where('disabledAt', 'is', null)
      .select('accountId')
      .executeTakeFirst();
    if (!found) throw notFound();
  }

  /** @throws Problem not-found */
  async revokeToken(accountId: Uuid, tokenId: Uuid, now = new Date()): Promise<void> {
    const done = await this.db
      .updateTable('identity.tokens')
      .set({ revokedAt: now.toISOString() })
      .where('tokenId', '=', tokenId)
      .where('accountId', '=', accountId)
      .returning('tokenId')
      .execute();
    if (done.length === 0) throw notFound('tokenId');
    this.sessions.forget();
  }

  list() {
    return this.db
      .selectFrom('identity.accounts')
      .select(['accountId', 'personId', 'kind', 'username', 'displayName', 'createdAt', 'disabledAt'])
      .orderBy('username')
      .execute();
  }

  /** The display name of a person, from one of the person's accounts; null if the person has no account. */
  async nameOf(personId: Uuid): Promise<string | null> {
    const found = await this.db
      .selectFrom('identity.accounts')
      .where('personId', '=', personId)
      .select('displayName')
      .executeTakeFirst();
    return found?.displayName ?? null;
  }
}
