import { Injectable } from '@nestjs/common';
import type { Uuid } from '#kernel/ids';
import { fieldProblem, notFound, Problem } from '#platform/http/problems';
import { AccountActs } from './account-acts.handler.js';
import { AccountBook } from './accounts.handler.js';
import type { Accounts } from './identity.queries.js';
import { OwnAccount } from './own-account.handler.js';
import { refuse } from './refusals.js';
import { SecondFactors } from './second-factor.handler.js';
import { SessionBook } from './sessions.handler.js';
import { otpauthOf } from './totp.js';

/** A request of a person about their own account, and the session to which it belongs; null for another credential. */
interface Own {
  readonly personId: Uuid;
  readonly token: string | null;
  readonly requestId: Uuid;
}

/** What a person does with the second factor of their own account. */
@Injectable()
export class OwnSecondFactor {
  constructor(
    private readonly accounts: AccountBook,
    private readonly accountActs: AccountActs,
    private readonly own: OwnAccount,
    private readonly sessions: SessionBook,
    private readonly factors: SecondFactors,
  ) {}

  /** Whether a second factor is in force, and how many recovery codes were not used yet. */
  async state({ personId }: Own): Promise<{ readonly isInForce: boolean; readonly recoveryCodesLeft: number }> {
    const factor = await this.factors.of((await this.#row(personId)).accountId);
    return { isInForce: factor !== undefined, recoveryCodesLeft: factor?.recovery.length ?? 0 };
  }

  /**
   * Begins to set up an app; the secret is returned once. @throws Rejection if a second factor is in force, or a password
   * must be chosen first
   */
  async begin({ personId, token }: Own): Promise<{ readonly secret: string; readonly address: string }> {
    const { accountId, username } = await this.#row(personId);
    if ((await this.own.who(personId, token)).mustChoose) refuse('ChooseFirst');
    const secret = await this.factors.begin(accountId);
    return secret === null ? refuse('HasSecondFactor') : { secret, address: otpauthOf(secret, username) };
  }

  /**
   * Puts the second factor into force by a first code of the app. The session counts as one with a second factor from
   * then on.
   *
   * @returns the recovery codes, which are returned once
   * @throws Problem for a wrong code
   */
  async confirm({ personId, token, requestId }: Own, code: string): Promise<readonly string[]> {
    const row = await this.#row(personId);
    const { accountId } = row;
    const step = await this.factors.firstStep(accountId, code);
    if (step === null) throw wrongCode();
    const command = { type: 'AddSecondFactor' as const, data: { accountId } };
    const send = () => this.accountActs.sendAsHolder(personId, command, requestId);
    await this.accounts.record({ row, send });
    const codes = await this.factors.confirm(accountId, step);
    if (!codes) throw wrongCode();
    if (token !== null) await this.sessions.strengthen(token);
    return codes;
  }

  /** Removes the second factor, with the password and a code or recovery code. @throws Problem if one of them is wrong */
  async remove({ personId, requestId }: Own, password: string, code: string, address: string): Promise<void> {
    const row = await this.#row(personId);
    const { accountId, username } = row;
    if (!(await this.factors.of(accountId))) refuse('NoSecondFactor');
    await this.sessions.prove(username, password, address, new Date(), code).catch((error: unknown) => {
      throw error instanceof Problem && error.code === 'unauthenticated' ? wrongProof() : error;
    });
    const command = { type: 'RemoveSecondFactor' as const, data: { accountId } };
    const send = () => this.accountActs.sendAsHolder(personId, command, requestId);
    await this.accounts.record({ row, send });
  }

  async #row(personId: Uuid): Promise<Accounts> {
    const row = await this.accounts.rows.ofPerson(personId);
    if (!row) throw notFound();
    return row;
  }
}

const wrongCode = () =>
  fieldProblem('body', 'code', 'wrong', {
    vi: 'Mã xác thực không đúng hoặc đã hết hạn; hãy nhập mã đang hiện trên ứng dụng',
    en: 'The code is wrong or too old; enter the code that the app shows now',
  });
const wrongProof = () =>
  fieldProblem('body', 'code', 'wrong', {
    vi: 'Mật khẩu hoặc mã xác thực không đúng; hãy nhập lại',
    en: 'The password or the code is wrong; enter them again',
  });
