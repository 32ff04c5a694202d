import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { v4 } from 'uuid';
import type { Uuid } from '#kernel/ids';
import { searchForm } from '#kernel/vietnamese';
import { Problem } from '#platform/http/problems';
import { APP_DB } from '#platform/platform.module';
import { accountOfSubject, countFailure, type Found, type IdentityDb, sessionOf, tokenOf } from './identity.queries.js';
import { Passwords } from './passwords.handler.js';
import { countersOf, mustNotWait } from './attempts.queries.js';
import { FORGOTTEN_AFTER_S } from './patience.js';
import { SecondFactors } from './second-factor.handler.js';
import { opensOnce } from './one-time.js';
import { type Bearer, csrfOf, hashOf, newToken, SERVICE } from './secrets.js';

export const SESSION_HOURS = 8;
const IDLE_S = 30 * 60;
/** How long this process may still accept a session that another process has ended; less than the 60 s promised. */
const REMEMBERED_MS = 20_000;
const MOST_REMEMBERED = 10_000;

/** A new session; its token is returned once and not stored. */
export interface Begun {
  readonly token: string;
  readonly csrf: string;
  readonly endsAt: string;
  readonly personId: Uuid;
  readonly displayName: string;
  /** Whether the session opens nothing but the choice of a credential of one's own. */
  readonly mustChoose: boolean;
  /** When the person had signed in before; null: never. */
  readonly lastSignedIn: string | null;
}

/** A token whose issue the log holds. */
export interface NewToken {
  readonly accountId: Uuid;
  readonly tokenId: Uuid;
  readonly permissions: readonly string[];
  readonly endsAt: string;
}

/** Whoever has proven that an account is theirs. */
export interface Proven {
  readonly accountId: Uuid;
  readonly personId: Uuid;
  readonly displayName: string;
  /** Whether what they presented opens nothing but the choice of a credential of one's own. */
  readonly mustChoose?: boolean;
  /** Whether a second factor was checked, here or at the identity provider. */
  readonly secondFactor?: boolean;
}

/** Begins, verifies and ends sessions; verifies tokens of services. */
@Injectable()
export class SessionBook {
  readonly #remembered = new Map<string, { readonly found: Found; readonly until: number }>();

  constructor(
    @Inject(APP_DB) private readonly db: IdentityDb,
    private readonly passwords: Passwords,
    private readonly factors: SecondFactors,
  ) {}

  /**
   * @param address address of the client, from the socket
   * @param code of the second factor, or a recovery code; ignored for an account without a second factor
   * @throws Problem `unauthenticated`, alike and after equal work for a wrong name, password and code |
   * `too-many-attempts` with Retry-After
   * KeysUnavailable for a code of an app, whatever the name, while the key store does not answer
   */
  async signIn(username: string, password: string, address: string, now = new Date(), code = ''): Promise<Begun> {
    return this.begin(await this.prove(username, password, address, now, code), now);
  }

  /**
   * Compares a password, or a one-time credential, and a code with the account of a name.
   *
   * @param code null: none is asked for, in a session that began with one
   * @throws as `signIn`
   */
  async prove(
    username: string,
    password: string,
    address: string,
    now = new Date(),
    code: string | null = null,
  ): Promise<Proven> {
    const name = searchForm(username.normalize('NFC'));
    const counters = countersOf(name, address);
    await mustNotWait(this.db, counters, now);
    const account = await this.db
      .selectFrom('identity.accounts')
      .where('username', '=', name)
      .where('kind', '=', 'person')
      .where('disabledAt', 'is', null)
      .where('inUseSince', 'is not', null)
      .select(['accountId', 'personId', 'displayName', 'passwordHash', 'mustChoose'])
      .select(['firstHalf', 'secondHalf', 'halvesEndAt'])
      .executeTakeFirst();
    const factor = code === null ? undefined : await this.factors.of(account?.accountId);
    // At the same time: how long the key store takes is not seen beside the check of the password.
    const [judged, byPassword] = await Promise.all([
      this.factors.judge(factor, code ?? '', now),
      this.passwords.matches(password, account?.passwordHash ?? null),
    ]);
    const once = account !== undefined && opensOnce(account, password, now);
    if (!account || !(byPassword || once) || !(await this.factors.take(judged, now))) {
      for (const [, key] of counters) await countFailure(this.db, key, now, FORGOTTEN_AFTER_S);
      throw new Problem('unauthenticated');
    }
    const [, pair] = counters[0] ?? [];
    if (pair) await this.db.deleteFrom('identity.failures').where('about', '=', pair).execute();
    const { accountId, personId, displayName, mustChoose } = account;
    const secondFactor = judged.is !== 'not needed';
    return { accountId, personId, displayName, mustChoose: once || mustChoose, secondFactor };
  }

  /** Begins a session for a caller whose identity is proven. */
  async begin(
    { accountId, personId, displayName, mustChoose = false, secondFactor = false }: Proven,
    now = new Date(),
  ): Promise<Begun> {
    const token = newToken();
    const endsAt = new Date(now.getTime() + SESSION_HOURS * 3_600_000).toISOString();
    const at = now.toISOString();
    await this.db.deleteFrom('identity.sessions').where('endsAt', '<', at).execute();
    const account = this.db.selectFrom('identity.accounts').where('accountId', '=', accountId);
    const before = (await account.select('signedInAt').executeTakeFirst())?.signedInAt ?? null;
    const lastSignedIn = before === null ? null : new Date(before).toISOString();
    await this.db
      .insertInto('identity.sessions')
      .values({
        tokenHash: hashOf(token),
        sessionId: v4() as Uuid,
        accountId,
        isLimited: mustChoose,
        beforeAt: lastSignedIn,
        createdAt: at,
        seenAt: at,
        endsAt,
        secondFactor,
      })
      .execute();
    await this.db.updateTable('identity.accounts').set({ signedInAt: at }).where('accountId', '=', accountId).execute();
    return { token, csrf: csrfOf(token), endsAt, personId, displayName, mustChoose, lastSignedIn };
  }

  /**
   * The account of a token, or null. Cost: one query per token every twenty seconds; between those the cache answers.
   */
  holder({ kind, token }: Bearer, now = new Date()): Found | Promise<Found | null> {
    return this.#remembering(`${kind} ${hash('sha256', token, 'base64url')}`, now, () => {
      const tokenHash = hashOf(token);
      return kind === 'session' ? this.#session(tokenHash, now) : tokenOf(this.db, tokenHash, now);
    });
  }

  /**
   * The account of a subject at the identity provider, cached like tokens. The token must have been verified before.
   */
  holderAt(issuer: string, subject: string, now = new Date()): Found | Promise<Found | null> {
    return this.#remembering(`subject ${issuer} ${subject}`, now, () => accountOfSubject(this.db, issuer, subject));
  }

  /** Notes that a second factor was set up in the session of a token, and that whoever uses it has it. */
  async strengthen(token: string): Promise<void> {
    await this.db
      .updateTable('identity.sessions')
      .set({ secondFactor: true })
      .where('tokenHash', '=', hashOf(token))
      .execute();
    this.forget();
  }

  /** Ends the session of a token: in this process at once, in others within a minute. */
  async end(token: string): Promise<void> {
    await this.db.deleteFrom('identity.sessions').where('tokenHash', '=', hashOf(token)).execute();
    this.forget();
  }

  /** Clears the cache, so that every token is looked up again. */
  forget(): void {
    this.#remembered.clear();
  }

  /** Whether an account has a token, revoked or not. */
  async hasToken(accountId: Uuid, tokenId: Uuid): Promise<boolean> {
    const tokens = this.db.selectFrom('identity.tokens').where('tokenId', '=', tokenId);
    return (await tokens.where('accountId', '=', accountId).select('tokenId').executeTakeFirst()) !== undefined;
  }

  /** Issues a token for a service whose issue is recorded. The token is returned once and not stored. */
  async issueToken(
    { accountId, tokenId, permissions, endsAt }: NewToken,
    now = new Date(),
  ): Promise<{ readonly tokenId: Uuid; readonly token: string; readonly endsAt: string }> {
    const token = newToken();
    const createdAt = now.toISOString();
    await this.db
      .insertInto('identity.tokens')
      .values({ tokenId, tokenHash: hashOf(token), accountId, permissions, createdAt, endsAt, revokedAt: null })
      .execute();
    return { tokenId, token: `${SERVICE}${token}`, endsAt };
  }

  #remembering(key: string, now: Date, find: () => Promise<Found | undefined>): Found | Promise<Found | null> {
    const remembered = this.#remembered.get(key);
    if (remembered && now.getTime() < remembered.until) return remembered.found;
    return this.#learn(key, now, find);
  }

  async #learn(key: string, now: Date, find: () => Promise<Found | undefined>): Promise<Found | null> {
    this.#remembered.delete(key);
    const found = await find();
    if (!found) return null;
    if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered.clear();
    const endsAt = found.endsAt === null ? Infinity : Date.parse(found.endsAt);
    this.#remembered.set(key, { found, until: Math.min(now.getTime() + REMEMBERED_MS, endsAt) });
    return found;
  }

  async #session(tokenHash: Buffer, now: Date): Promise<Found | undefined> {
    const session = await sessionOf(this.db, tokenHash, now, IDLE_S);
    if (!session) return undefined;
    await this.db
      .updateTable('identity.sessions')
      .set({ seenAt: now.toISOString() })
      .where('tokenHash', '=', tokenHash)
      .execute();
    return { ...session, permissions: session.isLimited ? [] : null };
  }
}
