import { Body, Controller, Get, Header, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { OwnAccount as OnOwnAccount } from '#platform/http/actor';
import { documentOf } from '#platform/http/html';
import { type FieldError, Problem } from '#platform/http/problems';
import { SecurityEvents } from '#platform/http/security-events';
import { AccountActs } from './account-acts.handler.js';
import { AccountPersons } from './account-persons.handler.js';
import { cookieOf } from './authenticator.handler.js';
import { OwnAccount } from './own-account.handler.js';
import { accountPage } from './own-account-page.handler.js';
import { csrfOf, isSame } from './secrets.js';
import { Password } from './shapes.js';

const PasswordForm = z.strictObject({
  current: z.string().max(200),
  password: z.string().max(200),
  again: z.string().max(200),
  csrf: z.string().max(100),
});
const EndForm = z.strictObject({ sessionId: Uuid, csrf: z.string().max(100) });

/** The page "my account" for browsers: forms, no script. The authenticator has checked where a form comes from. */
@ApiExcludeController()
@Controller('account')
export class OwnAccountPages {
  constructor(
    private readonly own: OwnAccount,
    private readonly accountActs: AccountActs,
    private readonly persons: AccountPersons,
    private readonly security: SecurityEvents,
  ) {}

  @Get()
  @OnOwnAccount()
  @Header('content-type', 'text/html; charset=utf-8')
  page(@By() { personId }: Caller, @Req() request: FastifyRequest): Promise<string> {
    return this.#page(personId, request, []);
  }

  @Post('password')
  @OnOwnAccount()
  @Header('content-type', 'text/html; charset=utf-8')
  async choose(
    @Body({ schema: PasswordForm }) { current, password, again }: z.output<typeof PasswordForm>,
    @By() { personId }: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const wrong = unfit(password, again);
    if (wrong) return this.#again(personId, request, reply, [wrong]);
    try {
      await this.accountActs.choose({ personId, current, password }, request);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'invalid-request') throw error;
      return this.#again(personId, request, reply, error.more.errors ?? []);
    }
    this.security.done(request, 'credential-chosen');
    return back(reply);
  }

  @Post('sessions/end')
  @OnOwnAccount()
  async end(
    @Body({ schema: EndForm }) { sessionId }: z.output<typeof EndForm>,
    @By() { personId }: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.own.endSession(personId, sessionId);
    this.security.done(request, 'session-ended', { sessionId });
    return back(reply);
  }

  #again(personId: Uuid, request: FastifyRequest, reply: FastifyReply, wrong: readonly Wrong[]): Promise<string> {
    void reply.code(422);
    return this.#page(personId, request, wrong);
  }

  async #page(personId: Uuid, request: FastifyRequest, wrong: readonly Wrong[]): Promise<string> {
    const token = cookieOf(request);
    const who = await this.own.who(personId, token);
    const isMember = await this.persons.isKnownAs(personId);
    const [acts, sessions] = [await this.own.acts(personId), await this.own.sessionsOf(personId, token)];
    return documentOf(accountPage({ ...who, isMember, acts, sessions, wrong, csrf: csrfOf(token ?? '') }));
  }
}

type Wrong = Pick<FieldError, 'vi' | 'en'>;

/** What is wrong with a new password itself; null if nothing is. */
function unfit(password: string, again: string): Wrong | null {
  if (!Password.safeParse(password).success)
    return {
      vi: 'Mật khẩu mới phải có từ 12 đến 200 ký tự; hãy chọn mật khẩu khác.',
      en: 'A new password must have 12 to 200 characters; choose another.',
    };
  if (!isSame(password, again))
    return {
      vi: 'Hai lần nhập mật khẩu mới không giống nhau; hãy nhập lại.',
      en: 'The new password was not entered alike twice; enter it again.',
    };
  return null;
}

function back(reply: FastifyReply): string {
  void reply.code(303).header('location', '/account');
  return '';
}
