import { Inject, Injectable } from '@nestjs/common';
import { hash, timingSafeEqual } from 'node:crypto';
import { v4 } from 'uuid';
import { eventId, streamId, type Uuid } from '#kernel/ids';
import { APP_DB } from '#platform/platform.module';
import { KEY_RING, type KeyRing, KeysUnavailable } from '#platform/sealing/key-ring';
import { FOR_THE_PROGRAM } from '#platform/sealing/openings';
import { SEALING, type Sealing } from '#platform/sealing/sealing';
import type { IdentityDb } from './identity.queries.js';
import { isTotp, newRecoveryCodes, newSecret, plainCode, stepOf } from './totp.js';

/** The second factor of an account, as a sign-in reads it. */
export interface Factor {
  readonly accountId: Uuid;
  readonly enrolmentId: Uuid;
  readonly secret: string;
  readonly lastStep: number;
  /** Hashes of the recovery codes that were not used yet. */
  readonly recovery: readonly Buffer[];
}

/** What a code that was given is good for. */
export type Judged =
  | { readonly is: 'not needed' }
  | { readonly is: 'wrong' }
  | { readonly is: 'step'; readonly accountId: Uuid; readonly step: number }
  | { readonly is: 'recovery'; readonly accountId: Uuid; readonly hash: Buffer };

/** The account that a sign-in with an unknown name looks for, so that it does the same work as any other. */
const NOBODY = '00000000-0000-4000-8000-000000000000' as Uuid;
const WRONG: Judged = { is: 'wrong' };

/** Second factors of accounts: codes of an app (RFC 6238), and recovery codes for when the app is lost. */
@Injectable()
export class SecondFactors {
  constructor(
    @Inject(APP_DB) private readonly db: IdentityDb,
    @Inject(SEALING) private readonly sealing: Pick<Sealing, 'seal' | 'open'>,
    @Inject(KEY_RING) private readonly keys: Pick<KeyRing, 'get'>,
  ) {}

  /**
   * Begins to set up a second factor. It counts only once `confirm` was called; until then each call gives another
   * secret.
   *
   * @returns the secret, which is returned once; null if the account has a second factor
   * @throws KeysUnavailable
   */
  async begin(accountId: Uuid, now = new Date()): Promise<string | null> {
    const enrolmentId = v4() as Uuid;
    const plain = newSecret();
    const { stream, type, schema, field } = placeOf(accountId);
    const at = { stream, type, schema, field, commandId: enrolmentId, ordinal: 0 };
    const secret = await this.sealing.seal(plain, { kind: 'case', id: enrolmentId }, at);
    const begun = await this.db
      .insertInto('identity.second_factors')
      .values({ accountId, enrolmentId, secret, begunAt: now.toISOString(), confirmedAt: null, lastStep: 0 })
      .onConflict((conflict) =>
        conflict
          .column('accountId')
          .doUpdateSet({ enrolmentId, secret, begunAt: now.toISOString(), lastStep: 0 })
          .where('identity.second_factors.confirmedAt', 'is', null),
      )
      .returning('accountId')
      .execute();
    return begun.length === 0 ? null : plain;
  }

  /** The step of a first code, if it is right; null if it is wrong or nothing was begun. @throws KeysUnavailable */
  async firstStep(accountId: Uuid, code: string, now = new Date()): Promise<number | null> {
    const factor = await this.#row(accountId, false);
    if (!factor) return null;
    const step = stepOf(await this.#open(factor), plainCode(code), now);
    return step === null || step <= factor.lastStep ? null : step;
  }

  /**
   * Puts the second factor that was begun into force, with the step of its first code as used.
   *
   * @returns recovery codes, which are returned once; null if nothing was begun or another call was faster
   */
  async confirm(accountId: Uuid, step: number, now = new Date()): Promise<readonly string[] | null> {
    const codes = newRecoveryCodes();
    return this.db.transaction().execute(async (db) => {
      const confirmed = await db
        .updateTable('identity.second_factors')
        .set({ confirmedAt: now.toISOString(), lastStep: step })
        .where('accountId', '=', accountId)
        .where('confirmedAt', 'is', null)
        .returning('accountId')
        .execute();
      if (confirmed.length === 0) return null;
      const rows = codes.map((code) => ({ accountId, codeHash: recoveryHash(accountId, code), usedAt: null }));
      await db.insertInto('identity.recovery_codes').values(rows).execute();
      return codes;
    });
  }

  /** The second factor in force of an account; undefined if it has none. One statement, whatever the account. */
  of(accountId: Uuid | undefined): Promise<Factor | undefined> {
    return this.#row(accountId ?? NOBODY, true);
  }

  /**
   * Compares a code with a second factor, and takes nothing yet. Recovery codes need no key, so they also work while
   * the key store does not answer.
   *
   * @throws KeysUnavailable for a code of an app; also for an account without a second factor, so that the answer does
   * not tell which accounts have one
   */
  async judge(factor: Factor | undefined, given: string | undefined, now = new Date()): Promise<Judged> {
    const code = plainCode(given ?? '');
    if (isTotp(code)) {
      if (!factor) return (await this.#askForNothing(), { is: 'not needed' });
      const step = stepOf(await this.#open(factor), code, now);
      return step === null || step <= factor.lastStep ? WRONG : { is: 'step', accountId: factor.accountId, step };
    }
    if (!factor) return { is: 'not needed' };
    const { accountId, recovery } = factor;
    const sought = recoveryHash(accountId, code);
    const found = recovery.find((one) => one.length === sought.length && timingSafeEqual(one, sought));
    return found ? { is: 'recovery', accountId, hash: found } : WRONG;
  }

  /** Takes a code that was judged right, once: of several calls with one code a single one is true. */
  async take(judged: Judged, now = new Date()): Promise<boolean> {
    if (judged.is === 'not needed') return true;
    if (judged.is === 'wrong') return false;
    const taken =
      judged.is === 'step'
        ? await this.db
            .updateTable('identity.second_factors')
            .set({ lastStep: judged.step })
            .where('accountId', '=', judged.accountId)
            .where('confirmedAt', 'is not', null)
            .where('lastStep', '<', judged.step)
            .returning('accountId')
            .execute()
        : await this.db
            .updateTable('identity.recovery_codes')
            .set({ usedAt: now.toISOString() })
            .where('accountId', '=', judged.accountId)
            .where('codeHash', '=', judged.hash)
            .where('usedAt', 'is', null)
            .returning('accountId')
            .execute();
    return taken.length > 0;
  }

  async #row(accountId: Uuid, isInForce: boolean): Promise<Factor | undefined> {
    const row = await this.db
      .selectFrom('identity.second_factors as f')
      .leftJoin('identity.recovery_codes as r', (join) =>
        join.onRef('r.accountId', '=', 'f.accountId').on('r.usedAt', 'is', null),
      )
      .where('f.accountId', '=', accountId)
      .where('f.confirmedAt', isInForce ? 'is not' : 'is', null)
      .groupBy('f.accountId')
      .select(['f.accountId', 'f.enrolmentId', 'f.secret', 'f.lastStep'])
      .select(({ fn }) => fn.agg<readonly (Buffer | null)[]>('array_agg', ['r.codeHash']).as('recovery'))
      .executeTakeFirst();
    return (
      row && {
        accountId: row.accountId,
        enrolmentId: row.enrolmentId,
        secret: row.secret,
        lastStep: row.lastStep,
        recovery: row.recovery.filter((one) => one !== null),
      }
    );
  }

  async #open({ accountId, enrolmentId, secret }: Factor): Promise<string> {
    const { stream, type, schema, field } = placeOf(accountId);
    const place = { stream, type, schema, field, eventId: eventId(stream, enrolmentId, 0) };
    const opened = await this.sealing.open(secret, place, FOR_THE_PROGRAM('codes are compared with their secret'));
    if (typeof opened !== 'string') throw new KeysUnavailable();
    return opened;
  }

  /** Asks the key store for a key that it does not have, and so finds out whether it answers. */
  async #askForNothing(): Promise<void> {
    await this.keys.get(NOBODY);
  }
}

/** The place to which the sealed secret of an account is bound. */
const placeOf = (accountId: Uuid) => ({
  stream: streamId('account', accountId),
  type: 'SecondFactorAdded',
  schema: 1,
  field: 'secret',
});

const recoveryHash = (accountId: Uuid, code: string): Buffer =>
  hash('sha256', `minh-chung recovery v1 ${accountId} ${plainCode(code)}`, 'buffer');
