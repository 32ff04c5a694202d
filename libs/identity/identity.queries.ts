import { type Generated, type Kysely, type Selectable, sql } from 'kysely';
import type { Uuid } from '#kernel/ids';
import type { Reset } from './account-codes.js';

interface AccountsTable {
  readonly accountId: Uuid;
  readonly personId: Uuid;
  readonly kind: 'person' | 'service';
  readonly username: string;
  readonly displayName: string;
  readonly passwordHash: string | null;
  readonly oidcIssuer: string | null;
  readonly oidcSubject: string | null;
  readonly createdAt: string;
  readonly disabledAt: Generated<string | null>;
  /** Null while the opening is under way, or waits for a second person. */
  readonly inUseSince: Generated<string | null>;
  /** Set while an act is under way: the log may hold an act that the row does not show yet. */
  readonly unsettledSince: Generated<string | null>;
  /** Whether the password opens nothing but the choice of another one. */
  readonly mustChoose: boolean;
  readonly signedInAt: Generated<string | null>;
  /** Hashes of the one-time credential, which has one half or two; no hash: there is none. */
  readonly firstHalf: Generated<Buffer | null>;
  readonly secondHalf: Generated<Buffer | null>;
  readonly halvesEndAt: Generated<string | null>;
  /** The entry in the log by which the last one-time credential was issued. */
  readonly issuedRevision: Generated<number | null>;
  /** The entry in the log that waits for a second person, with the half that the first person has. */
  readonly askedRevision: Generated<number | null>;
  readonly askedReset: Generated<Reset | null>;
  readonly askedHalf: Generated<Buffer | null>;
}
interface Sessions {
  readonly tokenHash: Buffer;
  readonly sessionId: Uuid;
  /** Whether the session may do nothing but what a person does with their own account. */
  readonly isLimited: boolean;
  /** When the person had signed in before. */
  readonly beforeAt: string | null;
  readonly accountId: Uuid;
  readonly createdAt: string;
  readonly seenAt: string;
  readonly endsAt: string;
  readonly secondFactor: boolean;
}
interface Tokens {
  readonly tokenId: Uuid;
  readonly tokenHash: Buffer;
  readonly accountId: Uuid;
  readonly permissions: readonly string[];
  readonly createdAt: string;
  readonly endsAt: string;
  readonly revokedAt: string | null;
}
interface Failures {
  readonly about: Buffer;
  readonly failures: number;
  readonly failedAt: string;
}

interface SecondFactors {
  readonly accountId: Uuid;
  readonly enrolmentId: Uuid;
  readonly secret: string;
  readonly begunAt: string;
  readonly confirmedAt: string | null;
  readonly lastStep: number;
}
interface RecoveryCodes {
  readonly accountId: Uuid;
  readonly codeHash: Buffer;
  readonly usedAt: string | null;
}
interface ProviderAnswers {
  readonly stateHash: Buffer;
  readonly endsAt: string;
}

/** The tables of accounts, sessions and tokens. */
export interface IdentityTables {
  'identity.accounts': AccountsTable;
  'identity.sessions': Sessions;
  'identity.tokens': Tokens;
  'identity.failures': Failures;
  'identity.second_factors': SecondFactors;
  'identity.recovery_codes': RecoveryCodes;
  'identity.provider_answers': ProviderAnswers;
}
export type IdentityDb = Kysely<IdentityTables>;
/** A row of the accounts. */
export type Accounts = Selectable<AccountsTable>;

/** An enabled account, with the attributes of the credential presented. */
export interface Found {
  readonly accountId: Uuid;
  readonly personId: Uuid;
  readonly kind: 'person' | 'service';
  readonly permissions: readonly string[] | null;
  /** Whether a second factor was checked when the session began; false for a token of a program. */
  readonly secondFactor: boolean;
  /** The end of the session or token; null if the credential itself states it. */
  readonly endsAt: string | null;
}

/**
 * The account whose session, not yet ended, has a token. @param idleS seconds without use after which a session ends
 */
export async function sessionOf(db: IdentityDb, tokenHash: Buffer, now: Date, idleS: number) {
  const idleSince = new Date(now.getTime() - idleS * 1000).toISOString();
  return db
    .selectFrom('identity.sessions as s')
    .innerJoin('identity.accounts as a', 'a.accountId', 's.accountId')
    .where('s.tokenHash', '=', tokenHash)
    .where('s.endsAt', '>', now.toISOString())
    .where('s.seenAt', '>', idleSince)
    .where('a.disabledAt', 'is', null)
    .select(['a.accountId', 'a.personId', 'a.kind', 's.endsAt', 's.seenAt', 's.isLimited', 's.secondFactor'])
    .executeTakeFirst();
}

/** The account of a service token that is neither revoked nor past its end. */
export async function tokenOf(db: IdentityDb, tokenHash: Buffer, now: Date): Promise<Found | undefined> {
  const found = await db
    .selectFrom('identity.tokens as t')
    .innerJoin('identity.accounts as a', 'a.accountId', 't.accountId')
    .where('t.tokenHash', '=', tokenHash)
    .where('t.endsAt', '>', now.toISOString())
    .where('t.revokedAt', 'is', null)
    .where('a.disabledAt', 'is', null)
    .where('a.inUseSince', 'is not', null)
    .select(['a.accountId', 'a.personId', 'a.kind', 't.permissions', 't.endsAt'])
    .executeTakeFirst();
  return found && { ...found, secondFactor: false };
}

/** The account that belongs to a subject at an identity provider. */
export async function accountOfSubject(db: IdentityDb, issuer: string, subject: string): Promise<Found | undefined> {
  const account = await db
    .selectFrom('identity.accounts')
    .where('oidcIssuer', '=', issuer)
    .where('oidcSubject', '=', subject)
    .where('disabledAt', 'is', null)
    .where('inUseSince', 'is not', null)
    .select(['accountId', 'personId', 'kind'])
    .executeTakeFirst();
  return account && { ...account, permissions: null, secondFactor: false, endsAt: null };
}

/** Adds one failed sign-in. The database does the addition, so that all of several concurrent attempts count. */
export async function countFailure(db: IdentityDb, about: Buffer, now: Date, forgottenAfterS: number): Promise<void> {
  const forgotten = new Date(now.getTime() - forgottenAfterS * 1000).toISOString();
  await sql`
    insert into identity.failures as f (about, failures, failed_at) values (${about}, 1, ${now.toISOString()})
    on conflict (about) do update set failed_at = excluded.failed_at,
      failures = case when f.failed_at < ${forgotten} then 1 else f.failures + 1 end`.execute(db);
}
