import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { v4 } from 'uuid';
import { instant } from '#kernel/dates';
import { streamId, type Uuid } from '#kernel/ids';
import type { History } from '#kernel/decider';
import type { Actor } from '#kernel/record';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { callerOf } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { personsBarredFrom, personsBehind } from '#platform/access/persons-behind';
import { CommandDoor } from '#platform/commands/door';
import type { Envelope, Receipt } from '#platform/commands/envelope';
import { notFound, Problem, fieldProblem } from '#platform/http/problems';
import { type Account, account, type AccountFacts, HOLDER } from './account.js';
import type { Reset } from './account-codes.js';
import { AccountPersons } from './account-persons.handler.js';
import { AccountBook, type AccountCommand } from './accounts.handler.js';
import { addressOf, sessionTokenOf } from './authenticator.handler.js';
import type { Accounts } from './identity.queries.js';
import { newHalf, ONE_TIME_HOURS } from './one-time.js';
import { Passwords } from './passwords.handler.js';
import { hashOf, isSame } from './secrets.js';
import { SessionBook } from './sessions.handler.js';

export interface Opening {
  readonly kind: 'person' | 'service';
  readonly personId: Uuid | null;
  /** Whether the person is in the register of persons; null: not stated, or a program. */
  readonly isMember: boolean | null;
  readonly username: string;
  readonly displayName: string;
  readonly oidc: { readonly issuer: string; readonly subject: string } | null;
  readonly byTwo: boolean;
  readonly reason: string | null;
}

/** What the sender of an act on an account is shown, once. */
export interface Shown {
  /** The one-time credential, or the sender's half of it; null if there is none to show. */
  readonly credential: string | null;
  readonly part: 'WHOLE' | 'FIRST_HALF' | 'SECOND_HALF' | null;
  /** When the credential dies; null if there is none, or it is not complete yet. */
  readonly until: string | null;
  /** The entry to which a second person has to agree; null if nothing waits. */
  readonly request: number | null;
}

/** The caller of a request, and the id of the request, which the events keep as correlation id. */
export interface Sender {
  readonly caller: Caller;
  readonly requestId: Uuid;
}
export const senderOf = (request: FastifyRequest): Sender => ({
  caller: callerOf(request),
  requestId: request.id as Uuid,
});

/** Acts of people on accounts, each recorded in the log. */
@Injectable()
export class AccountActs {
  constructor(
    private readonly accounts: AccountBook,
    private readonly persons: AccountPersons,
    private readonly sessions: SessionBook,
    private readonly passwords: Passwords,
    private readonly door: CommandDoor,
    @Inject(AUTHORITY) private readonly authority: Authority,
  ) {}

  /**
   * @throws Problem for what is taken, a person who has an account under any record included; for a person who is not in
   * the register though it was said, or is though it was denied
   */
  async open(opening: Opening, by: Sender, now = new Date()): Promise<Shown & { accountId: Uuid; personId: Uuid }> {
    const { kind, username, displayName, oidc, byTwo, reason } = opening;
    const isProgram = kind === 'service';
    const isMember = isProgram ? null : await this.persons.isMember(opening.personId, opening.isMember);
    const accountId = v4() as Uuid;
    const personId = isProgram ? accountId : (opening.personId ?? (v4() as Uuid));
    await this.persons.mustHaveNone(personId);
    const way = isProgram ? 'TOKENS' : oidc ? 'PROVIDER' : 'PASSWORD';
    const data = { accountId, kind: isProgram ? 'SERVICE' : 'PERSON', way, byTwo, reason, isMember } as const;
    const half = way === 'PASSWORD' ? newHalf() : null;
    const row = { accountId, personId, kind, username, displayName, oidc, passwordHash: null };
    const send = () => this.#send(personId, { type: 'OpenAccount', data }, by);
    const known = await this.accounts.open(row, send, half, now);
    return { accountId, personId, ...shown(known, half, now) };
  }

  /** Asks for a reset of another person's account; done at once if it takes one person. @throws Problem not-found */
  async requestReset(
    accountId: Uuid,
    { reset, byTwo, reason }: { readonly reset: Reset; readonly byTwo: boolean; readonly reason: string | null },
    by: Sender,
    now = new Date(),
  ): Promise<Shown> {
    const row = await this.accounts.mustHave(accountId);
    const half = reset === 'CREDENTIAL' && row.oidcSubject === null ? newHalf() : null;
    const data = { accountId, reset, byTwo, reason };
    const send = () => this.#send(row.personId, { type: 'RequestAccountReset', data }, by);
    return shown(await this.accounts.record({ row, send, half }, now), half, now);
  }

  /** Agrees, as the second person, to an opening or a reset. @throws Problem not-found */
  async agree(accountId: Uuid, request: number, by: Sender, now = new Date()): Promise<Shown> {
    const row = await this.accounts.mustHave(accountId);
    if (row.askedRevision !== request) throw nothingAsked();
    const half = row.askedHalf === null ? null : newHalf();
    const data = { accountId, request };
    const send = () => this.#send(row.personId, { type: 'AgreeToAccountReset', data }, by);
    const known = await this.accounts.record({ row, send, half }, now);
    const told = shown(known, half, now);
    return { ...told, part: half === null ? null : 'SECOND_HALF' };
  }

  /**
   * Ends all sessions and tokens of an account: in this process at once, in others within a minute. @throws Problem
   * not-found
   */
  async disable(accountId: Uuid, reason: string | null, by: Sender): Promise<void> {
    const row = await this.accounts.mustHave(accountId);
    const command = { type: 'DisableAccount' as const, data: { accountId, reason } };
    await this.accounts.record({ row, send: () => this.#send(row.personId, command, by) });
  }

  /** Issues a token for a service. @throws Problem not-found if the account is not a service account in use */
  async issueToken(accountId: Uuid, permissions: readonly string[], days: number, by: Sender) {
    const row = await this.accounts.mustHave(accountId);
    if (row.kind !== 'service' || row.disabledAt !== null) throw notFound();
    const endsAt = instant(new Date(Date.now() + days * 86_400_000));
    const tokenId = v4() as Uuid;
    const data = { accountId, tokenId, permissions: [...permissions], endsAt };
    await this.accounts.record({ row, send: () => this.#send(row.personId, { type: 'IssueToken', data }, by) });
    return this.sessions.issueToken(data);
  }

  /** @throws Problem not-found */
  async revokeToken(accountId: Uuid, tokenId: Uuid, by: Sender): Promise<void> {
    const row = await this.accounts.mustHave(accountId);
    if (!(await this.sessions.hasToken(accountId, tokenId))) throw notFound('tokenId');
    const command = { type: 'RevokeToken' as const, data: { accountId, tokenId } };
    await this.accounts.record({ row, send: () => this.#send(row.personId, command, by) });
    await this.accounts.rows.revoke(accountId, tokenId, new Date());
  }

  /**
   * The holder chooses a password. All sessions end but the one in which it is chosen.
   *
   * @throws Problem if the current password, or one-time credential, is wrong; `too-many-attempts`
   */
  async choose(
    { personId, current, password }: { readonly personId: Uuid; readonly current: string; readonly password: string },
    request: FastifyRequest,
  ): Promise<void> {
    const token = sessionTokenOf(request);
    const row = await this.#own(personId);
    if (isSame(current, password)) throw sameAgain();
    await this.sessions.prove(row.username, current, addressOf(request)).catch((error: unknown) => {
      throw error instanceof Problem && error.code === 'unauthenticated' ? wrongCurrent() : error;
    });
    const passwordHash = await this.passwords.hash(password);
    const { accountId } = row;
    const send = () =>
      this.sendAsHolder(personId, { type: 'ChooseCredential', data: { accountId } }, request.id as Uuid);
    await this.accounts.record({ row, send });
    await this.accounts.rows.choose(accountId, passwordHash, token === null ? null : hashOf(token));
  }

  /** Sends an act of a person on their own account, which needs no role. */
  sendAsHolder(personId: Uuid, command: AccountCommand, requestId: Uuid): Promise<Receipt> {
    const actor = { id: personId, role: HOLDER, organizationId: null, delegationId: null };
    return this.#sendAs(personId, command, actor, { correlationId: requestId });
  }

  async #own(personId: Uuid): Promise<Accounts> {
    const row = await this.accounts.rows.ofPerson(personId);
    if (!row) throw notFound();
    return row;
  }

  #send(personId: Uuid, command: AccountCommand, by: Sender): Promise<Receipt> {
    const { caller, requestId } = by;
    return this.#sendAs(personId, command, caller.actor, {
      correlationId: requestId,
      authorize: (concerned, about) => caller.actorFor(concerned, about),
    });
  }

  async #sendAs(
    personId: Uuid,
    command: AccountCommand,
    actor: Actor,
    more: Pick<Envelope, 'correlationId' | 'authorize'>,
  ): Promise<Receipt> {
    const commandId = v4() as Uuid;
    await this.authority.refresh(); // whether two persons are needed is judged by every grant recorded so far
    return this.door.send(
      account,
      personId,
      async (before) => ({ command, facts: { account: await this.#facts(personId, before, actor) } }),
      {
        commandId,
        actor,
        causationId: null,
        expectedRevision: null,
        facts: {},
        ...more,
      },
    );
  }

  async #facts(personId: Uuid, before: History<{ readonly last: Account | null }>, actor: Actor) {
    const request = before.state.last?.waiting?.request;
    const requested = request === undefined ? [] : before.events.slice(request, request + 1);
    const facts: AccountFacts = {
      isSigner: this.authority.isSigner(personId),
      requesters: [...(await personsBarredFrom(this.authority, requested))],
      acting: [...(await personsBehind(this.authority, [actor]))],
    };
    return facts;
  }
}

/** The stream of a person's account. */
export const accountStream = (personId: Uuid) => streamId(account.category, personId);

function shown({ way, waiting, issuers }: Account, half: string | null, now: Date): Shown {
  const until = new Date(now.getTime() + ONE_TIME_HOURS * 3_600_000).toISOString();
  const request = waiting?.request ?? null;
  if (half === null || way !== 'PASSWORD') return { credential: null, part: null, until: null, request };
  if (request !== null) return { credential: half, part: 'FIRST_HALF', until: null, request };
  return { credential: half, part: issuers === 'TWO' ? 'SECOND_HALF' : 'WHOLE', until, request };
}

const nothingAsked = () =>
  fieldProblem('body', 'request', 'nothing-waits', {
    vi: 'Không có đề nghị nào như vậy đang chờ đồng ý; hãy xem lại danh sách tài khoản',
    en: 'No such request waits for agreement; read the list of accounts again',
  });
const wrongCurrent = () =>
  fieldProblem('body', 'current', 'wrong', {
    vi: 'Mật khẩu hiện tại, hoặc mã dùng một lần, không đúng; hãy nhập lại',
    en: 'The current password, or the one-time credential, is wrong; enter it again',
  });
const sameAgain = () =>
  fieldProblem('body', 'password', 'unchanged', {
    vi: 'Mật khẩu mới phải khác mật khẩu hiện tại; hãy chọn mật khẩu khác',
    en: 'The new password must differ from the current one; choose another',
  });
