import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Executor } from '#platform/commands/execute';
import { IntegrityAlarm, Unavailable } from '#platform/event-store/event-store';
import { notFound } from '#platform/http/problems';
import { APP_DB } from '#platform/platform.module';
import type { Uuid } from '#kernel/ids';
import { pastEvent } from '#kernel/catalog';
import { namesIn, NO_NAMES } from '#kernel/names';
import { sentenceOf } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { account } from './account.js';
import { accountStream } from './account-acts.handler.js';
import { accountKind } from './account-sentences.js';
import type { IdentityDb } from './identity.queries.js';
import { hashOf } from './secrets.js';
import { SessionBook } from './sessions.handler.js';

/** An act on an account, as its holder is told. */
export interface ToldAct {
  readonly recordedAt: string;
  readonly actorRole: string;
  /** Whether the holder did it. */
  readonly isOwn: boolean;
  readonly sentence: Bilingual;
}

export interface OwnSession {
  readonly sessionId: Uuid;
  readonly createdAt: string;
  readonly seenAt: string;
  readonly endsAt: string;
  /** Whether the request belongs to this session. */
  readonly isThis: boolean;
}

const MOST_TOLD = 50;
const NAMES = namesIn(accountKind, [], NO_NAMES);

/** What a person sees of their own account, and the end of their own sessions. */
@Injectable()
export class OwnAccount {
  constructor(
    @Inject(APP_DB) private readonly db: IdentityDb,
    private readonly executor: Executor,
    private readonly sessions: SessionBook,
  ) {}

  /** The person as their account shows them. @param token of the session of the request; null if there is none */
  async who(personId: Uuid, token: string | null) {
    const found = await this.db
      .selectFrom('identity.accounts as a')
      .leftJoin('identity.sessions as s', (join) =>
        join.onRef('s.accountId', '=', 'a.accountId').on('s.tokenHash', '=', hashOf(token ?? '')),
      )
      .where('a.personId', '=', personId)
      .where('a.disabledAt', 'is', null)
      .select(['a.displayName', 's.isLimited', 's.beforeAt'])
      .executeTakeFirst();
    if (!found) throw notFound();
    const lastSignedIn = found.beforeAt === null ? null : new Date(found.beforeAt).toISOString();
    return { personId, displayName: found.displayName, mustChoose: found.isLimited === true, lastSignedIn };
  }

  /** The latest acts on the account of a person, newest first. Cost: the acts ever recorded of it. */
  async acts(personId: Uuid): Promise<readonly ToldAct[]> {
    const { events } = await this.executor.recorded(account, accountStream(personId));
    return events
      .slice(-MOST_TOLD)
      .reverse()
      .map(({ record }) => ({
        recordedAt: record.recordedAt,
        actorRole: record.actor.role,
        isOwn: record.actor.id === personId,
        sentence: sentenceOf(accountKind, pastEvent(account.catalog, record), () => undefined, NAMES),
      }));
  }

  /**
   * What others did with the account since its holder had signed in before; empty at the first sign-in. Null while the
   * log cannot be read: nobody is kept out for that.
   */
  async actsSince(personId: Uuid, since: string | null): Promise<readonly ToldAct[] | null> {
    if (since === null) return [];
    try {
      return byOthers(await this.acts(personId), since);
    } catch (error) {
      if (error instanceof Unavailable || error instanceof IntegrityAlarm) return null;
      throw error;
    }
  }

  /** The sessions of a person that have not ended, the newest first. */
  async sessionsOf(personId: Uuid, token: string | null, now = new Date()): Promise<readonly OwnSession[]> {
    const rows = await this.db
      .selectFrom('identity.sessions as s')
      .innerJoin('identity.accounts as a', 'a.accountId', 's.accountId')
      .where('a.personId', '=', personId)
      .where('s.endsAt', '>', now.toISOString())
      .select(['s.sessionId', 's.createdAt', 's.seenAt', 's.endsAt', 's.tokenHash'])
      .orderBy('s.createdAt', 'desc')
      .execute();
    const own = hashOf(token ?? '');
    const at = (moment: string) => new Date(moment).toISOString();
    return rows.map(({ sessionId, createdAt, seenAt, endsAt, tokenHash }) => ({
      sessionId,
      createdAt: at(createdAt),
      seenAt: at(seenAt),
      endsAt: at(endsAt),
      isThis: timingSafeEqual(tokenHash, own),
    }));
  }

  /** Ends a session of a person: in this process at once, in others within a minute. @throws Problem not-found */
  async endSession(personId: Uuid, sessionId: Uuid): Promise<void> {
    const ended = await this.db
      .deleteFrom('identity.sessions as s')
      .where('s.sessionId', '=', sessionId)
      .where('s.accountId', 'in', (of) =>
        of.selectFrom('identity.accounts').where('personId', '=', personId).select('accountId'),
      )
      .returning('s.sessionId')
      .execute();
    if (ended.length === 0) throw notFound('sessionId');
    this.sessions.forget();
  }
}

/** The acts of others after a moment. */
export const byOthers = (acts: readonly ToldAct[], since: string | null): readonly ToldAct[] =>
  since === null ? [] : acts.filter(({ isOwn, recordedAt }) => !isOwn && recordedAt > since);
