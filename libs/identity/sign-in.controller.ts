import { Body, Controller, Get, Header, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Config } from '#platform/config';
import { OwnAccount as OnOwnAccount, Public } from '#platform/http/actor';
import { documentOf, html } from '#platform/http/html';
import { Problem } from '#platform/http/problems';
import { SecurityEvents } from '#platform/http/security-events';
import { CONFIG } from '#platform/platform.module';
import { addressOf, cookieOf, mustBeOwnPage, SESSION_COOKIE } from './authenticator.handler.js';
import { OwnAccount } from './own-account.handler.js';
import { ownAddress } from './own-address.js';
import { type Begun, SESSION_HOURS, SessionBook } from './sessions.handler.js';

const Next = z.strictObject({ next: z.string().max(2000).optional() });
const Form = z.strictObject({
  username: z.string().max(60),
  password: z.string().max(200),
  code: z.string().max(40).optional(),
  next: z.string().max(2000).optional(),
});
const Leaving = z.strictObject({ csrf: z.string().max(100) });

/** Strict, not Lax: a link from another site opens the page without the session. */
const COOKIE = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/** The header that gives a browser its session. */
export const sessionCookie = (token: string): string =>
  `${SESSION_COOKIE}=${token}; Max-Age=${SESSION_HOURS * 3600}; ${COOKIE}`;

/** Sign-in and sign-out pages for browsers: forms, no script. */
@ApiExcludeController()
@Controller()
export class SignInController {
  constructor(
    private readonly sessions: SessionBook,
    private readonly own: OwnAccount,
    private readonly security: SecurityEvents,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicOrigin' | 'provider'>,
  ) {}

  @Get('sign-in')
  @Public()
  @Header('content-type', 'text/html; charset=utf-8')
  page(@Query({ schema: Next }) { next }: z.output<typeof Next>): string {
    return this.#page(next, false);
  }

  @Post('sign-in')
  @Public()
  @Header('content-type', 'text/html; charset=utf-8')
  async signIn(
    @Body({ schema: Form }) { username, password, code, next }: z.output<typeof Form>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    mustBeOwnPage(request, null, this.config);
    try {
      const begun = await this.sessions.signIn(username, password, addressOf(request), new Date(), code);
      const { token, personId } = begun;
      this.security.done(request, 'signed-in', { personId });
      void reply
        .code(303)
        .header('set-cookie', sessionCookie(token))
        .header('location', (await this.#isToldFirst(begun)) ? '/account' : ownAddress(next));
      return '';
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'unauthenticated') throw error;
      this.security.refused(request, { status: 401, code: error.code }, error);
      void reply.code(401);
      return this.#page(next, true);
    }
  }

  #page(next: string | undefined, wrong: boolean): string {
    return signInPage({ next: ownAddress(next), wrong, atProvider: this.config.provider !== undefined });
  }

  /** Whether the person first sees their own account: they must choose a password, or others acted on the account. */
  async #isToldFirst({ personId, mustChoose, lastSignedIn }: Begun): Promise<boolean> {
    return mustChoose || ((await this.own.actsSince(personId, lastSignedIn)) ?? []).length > 0;
  }

  /** The guard has checked that the request comes from a page of this server. */
  @Post('sign-out')
  @OnOwnAccount()
  async signOut(
    @Body({ schema: Leaving }) _: z.output<typeof Leaving>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const token = cookieOf(request);
    if (token !== null) {
      await this.sessions.end(token);
      this.security.done(request, 'signed-out');
    }
    void reply.code(303).header('set-cookie', `${SESSION_COOKIE}=; Max-Age=0; ${COOKIE}`).header('location', '/');
    return '';
  }
}

interface SignInPage {
  /** The path to open after sign-in, on this server. */
  readonly next: string;
  readonly wrong: boolean;
  /** Whether people may also sign in at an identity provider. */
  readonly atProvider: boolean;
}

/** The sign-in page, without script. */
const signInPage = ({ next, wrong, atProvider }: SignInPage): string =>
  documentOf(
    html`<h1>Minh Chứng <small>· đăng nhập | sign in</small></h1>
      ${
        wrong
          ? html`<p class="wrong" lang="vi">Tên đăng nhập, mật khẩu hoặc mã xác thực không đúng.</p>
              <p lang="en">The username, the password or the code is wrong.</p>`
          : ''
      }
      <form class="sign-in" method="post" action="/sign-in">
        <input type="hidden" name="next" value="${next}" />
        <label>Tên đăng nhập | Username<input name="username" autocomplete="username" required maxlength="60" /></label>
        <label
          >Mật khẩu | Password<input
            type="password"
            name="password"
            autocomplete="current-password"
            required
            maxlength="200"
        /></label>
        <label
          >Mã xác thực, nếu có | Code, if you have one<input name="code" autocomplete="one-time-code" maxlength="40"
        /></label>
        <button>Đăng nhập | Sign in</button>
      </form>
      ${
        atProvider
          ? html`<p>
              <a href="/sign-in/provider?${new URLSearchParams({ next }).toString()}"
                >Đăng nhập qua nơi cấp danh tính | Sign in with the identity provider</a
              >
            </p>`
          : ''
      }`,
  );
