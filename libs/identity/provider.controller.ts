import { Controller, Get, Header, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '#platform/http/actor';
import { documentOf, html } from '#platform/http/html';
import { Problem } from '#platform/http/problems';
import { SecurityEvents } from '#platform/http/security-events';
import { APP_DB } from '#platform/platform.module';
import { counterOf, mustNotWait } from './attempts.queries.js';
import { addressOf, cookieNamed } from './authenticator.handler.js';
import { accountOfSubject, countFailure, type IdentityDb } from './identity.queries.js';
import { ownAddress } from './own-address.js';
import { FORGOTTEN_AFTER_S } from './patience.js';
import { type IdentityProvider, NotVouched, PROVIDER, ProviderUnreachable, type Vouched } from './provider.handler.js';
import { beginUnderWay, readUnderWay, stateOf, UNDER_WAY_S, type UnderWay, written } from './provider-state.js';
import { hashOf, isSame } from './secrets.js';
import { SessionBook } from './sessions.handler.js';
import { sessionCookie } from './sign-in.controller.js';

const UNDER_WAY_COOKIE = '__Host-signing-in';
/** Lax, not Strict: the browser comes back by a link from the provider's page. */
const COOKIE = 'Path=/; Secure; HttpOnly; SameSite=Lax';

const Next = z.strictObject({ next: z.string().max(2000).optional() });
/** What an answer of a provider may contain; providers add members of their own. */
const Answer = z.looseObject({ state: z.string().max(200).optional() });

/** Sign-in of browsers at the identity provider: out to its page, and back with its answer. */
@ApiExcludeController()
@Controller('sign-in/provider')
export class ProviderController {
  constructor(
    @Inject(APP_DB) private readonly db: IdentityDb,
    @Inject(PROVIDER) private readonly provider: IdentityProvider | null,
    private readonly sessions: SessionBook,
    private readonly security: SecurityEvents,
  ) {}

  @Get()
  @Public()
  @Header('content-type', 'text/html; charset=utf-8')
  async leave(
    @Query({ schema: Next }) { next }: z.output<typeof Next>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (!this.provider) throw new Problem('unknown-route');
    const underWay = beginUnderWay(ownAddress(next), new Date());
    try {
      const address = await this.provider.addressFor(underWay);
      const cookie = `${UNDER_WAY_COOKIE}=${written(underWay)}; Max-Age=${UNDER_WAY_S}; ${COOKIE}`;
      void reply.code(303).header('set-cookie', cookie).header('location', address);
      return '';
    } catch (error) {
      return this.#told(error, reply);
    }
  }

  @Get('answer')
  @Public()
  @Header('content-type', 'text/html; charset=utf-8')
  async answer(
    @Query({ schema: Answer }) { state }: z.output<typeof Answer>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { provider } = this;
    if (!provider) throw new Problem('unknown-route');
    const now = new Date();
    const counter = counterOf(addressOf(request));
    const ends = `${UNDER_WAY_COOKIE}=; Max-Age=0; ${COOKIE}`;
    await mustNotWait(this.db, [counter], now);
    try {
      const underWay = readUnderWay(cookieNamed(UNDER_WAY_COOKIE, request) ?? '', now);
      const { issuer, subject, secondFactor } = await this.#redeemed(provider, underWay, state, request, now);
      const account = await accountOfSubject(this.db, issuer, subject);
      if (!account) throw new NobodyBound();
      const { accountId, personId: of } = account;
      const { token, personId } = await this.sessions.begin(
        { accountId, personId: of, displayName: '', secondFactor },
        now,
      );
      this.security.done(request, 'signed-in', { personId });
      void reply.header('set-cookie', [sessionCookie(token), ends]);
      // A redirect would still count as coming from the provider's site, and the browser would keep the session back.
      void reply.header('refresh', `0; url=${underWay?.next ?? '/'}`);
      return donePage(underWay?.next ?? '/');
    } catch (error) {
      void reply.header('set-cookie', ends);
      const page = this.#told(error, reply);
      if (!(error instanceof ProviderUnreachable)) {
        await countFailure(this.db, counter[1], now, FORGOTTEN_AFTER_S);
        this.security.refused(request, { status: 401, code: 'unauthenticated' }, error);
      }
      return page;
    }
  }

  /** Takes an answer of the provider, once. */
  async #redeemed(
    provider: IdentityProvider,
    underWay: UnderWay | null,
    state: string | undefined,
    request: FastifyRequest,
    now: Date,
  ): Promise<Vouched> {
    if (!underWay || state === undefined || !isSame(state, stateOf(underWay))) throw new NotVouched('state');
    await this.db.deleteFrom('identity.provider_answers').where('endsAt', '<', now.toISOString()).execute();
    const endsAt = new Date(now.getTime() + 2 * UNDER_WAY_S * 1000).toISOString();
    const first = await this.db
      .insertInto('identity.provider_answers')
      .values({ stateHash: hashOf(state), endsAt })
      .onConflict((conflict) => conflict.doNothing())
      .returning('stateHash')
      .execute();
    if (first.length === 0) throw new NotVouched('answered before');
    const query = request.url.indexOf('?');
    return provider.vouched(query < 0 ? '' : request.url.slice(query), underWay);
  }

  /** The page for a failure that the person may see. */
  #told(error: unknown, reply: FastifyReply): string {
    const told = error instanceof ProviderUnreachable ? AWAY : error instanceof NobodyBound ? UNBOUND : REFUSED;
    if (told === REFUSED && !(error instanceof NotVouched)) throw error;
    void reply.code(told.status);
    return failedPage(told);
  }
}

/** No account in use is bound to the subject. */
class NobodyBound extends Error {
  override readonly name = 'NobodyBound';
}

interface Failed {
  readonly status: number;
  readonly vi: string;
  readonly en: string;
}
const AWAY: Failed = {
  status: 503,
  vi: 'Nơi cấp danh tính không trả lời; hãy thử lại sau, hoặc đăng nhập bằng mật khẩu nếu có.',
  en: 'The identity provider does not answer; try again later, or sign in with a password if you have one.',
};
const UNBOUND: Failed = {
  status: 403,
  vi: 'Chưa có tài khoản nào của hệ thống này gắn với danh tính đó; hãy đề nghị người quản trị tài khoản.',
  en: 'No account of this system is bound to that identity; ask the administrator of accounts.',
};
const REFUSED: Failed = {
  status: 401,
  vi: 'Không đăng nhập được: câu trả lời của nơi cấp danh tính không dùng được hoặc đã hết hạn; hãy đăng nhập lại từ đầu.',
  en: 'Signing in failed: the answer of the identity provider cannot be used or came too late; sign in again from the start.',
};

const failedPage = ({ vi, en }: Failed): string =>
  documentOf(
    html`<h1>Minh Chứng <small>· đăng nhập | sign in</small></h1>
      <p class="wrong" lang="vi">${vi}</p>
      <p lang="en">${en}</p>
      <p><a href="/sign-in">Đăng nhập | Sign in</a></p>`,
  );

const donePage = (next: string): string =>
  documentOf(
    html`<h1>Minh Chứng <small>· đã đăng nhập | signed in</small></h1>
      <p><a href="${next}">Tiếp tục | Continue</a></p>`,
  );
