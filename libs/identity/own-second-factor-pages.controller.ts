import { Body, Controller, Get, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { encodeQR } from 'qr';
import { z } from 'zod';
import type { Uuid } from '#kernel/ids';
import { Rejection } from '#kernel/rejection';
import type { Bilingual } from '#kernel/text';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { OwnAccount as OnOwnAccount } from '#platform/http/actor';
import { documentOf, Html, html } from '#platform/http/html';
import { Problem } from '#platform/http/problems';
import { SecurityEvents } from '#platform/http/security-events';
import { addressOf, cookieOf } from './authenticator.handler.js';
import { OwnSecondFactor } from './own-second-factor.handler.js';
import { csrfOf } from './secrets.js';

const csrf = z.string().max(100);
const Plain = z.strictObject({ csrf });
const CodeForm = z.strictObject({ csrf, code: z.string().max(40) });
const RemovalForm = z.strictObject({ csrf, code: z.string().max(40), password: z.string().max(200) });
const PAGE = 'text/html; charset=utf-8';

/** The pages of one's own second factor: forms, no script. The secret is shown as text and as a picture. */
@ApiExcludeController()
@Controller('account/second-factor')
export class OwnSecondFactorPages {
  constructor(
    private readonly own: OwnSecondFactor,
    private readonly security: SecurityEvents,
  ) {}

  @Get()
  @OnOwnAccount()
  @Header('content-type', PAGE)
  page(@By() by: Caller, @Req() request: FastifyRequest): Promise<string> {
    return this.#page(by, request, null);
  }

  @Post('begin')
  @HttpCode(200)
  @OnOwnAccount()
  @Header('content-type', PAGE)
  begin(
    @Body({ schema: Plain }) _: z.output<typeof Plain>,
    @By() by: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.#orAgain(by, request, reply, async () => begunPage(await this.own.begin(of(by, request)), request));
  }

  @Post('confirm')
  @HttpCode(200)
  @OnOwnAccount()
  @Header('content-type', PAGE)
  confirm(
    @Body({ schema: CodeForm }) { code }: z.output<typeof CodeForm>,
    @By() by: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.#orAgain(by, request, reply, async () => {
      const codes = await this.own.confirm(of(by, request), code);
      this.security.done(request, 'second-factor-added');
      return codesPage(codes);
    });
  }

  @Post('remove')
  @OnOwnAccount()
  @Header('content-type', PAGE)
  remove(
    @Body({ schema: RemovalForm }) { code, password }: z.output<typeof RemovalForm>,
    @By() by: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.#orAgain(by, request, reply, async () => {
      await this.own.remove(of(by, request), password, code, addressOf(request));
      this.security.done(request, 'second-factor-removed');
      void reply.code(303).header('location', '/account/second-factor');
      return '';
    });
  }

  /** Does an act, or shows the page again with what was wrong. */
  async #orAgain(
    by: Caller,
    request: FastifyRequest,
    reply: FastifyReply,
    act: () => Promise<string>,
  ): Promise<string> {
    try {
      return await act();
    } catch (error) {
      const wrong = error instanceof Rejection ? error.title : error instanceof Problem ? error.more.errors?.[0] : null;
      if (!wrong) throw error;
      void reply.code(error instanceof Rejection ? 409 : 422);
      return this.#page(by, request, wrong);
    }
  }

  async #page(by: Caller, request: FastifyRequest, wrong: Bilingual | null): Promise<string> {
    const { isInForce, recoveryCodesLeft } = await this.own.state(of(by, request));
    return framed(html`
      ${
        wrong
          ? html`<p class="wrong" lang="vi">${wrong.vi}</p>
              <p lang="en">${wrong.en}</p>`
          : ''
      }
      ${isInForce ? inForce(recoveryCodesLeft, request) : none(request)}
    `);
  }
}

const of = ({ personId }: Caller, request: FastifyRequest) => ({
  personId,
  token: cookieOf(request),
  requestId: request.id as Uuid,
});

const csrfField = (request: FastifyRequest): Html =>
  html`<input type="hidden" name="csrf" value="${csrfOf(cookieOf(request) ?? '')}" />`;

const codeField = html`<label
  >Mã xác thực | Code<input name="code" autocomplete="one-time-code" required maxlength="40"
/></label>`;

const framed = (body: Html): string =>
  documentOf(
    html`<h1>Yếu tố xác thực thứ hai <small>· second factor</small></h1>
      ${body}
      <p><a href="/account">Tài khoản của tôi | My account</a></p>`,
  );

const none = (request: FastifyRequest): Html => html`
  <p lang="vi">
    Chưa thiết lập. Hãy dùng một ứng dụng tạo mã (TOTP) trên điện thoại; từ đó mỗi lần đăng nhập cần thêm một mã.
  </p>
  <p lang="en">Not set up. Use an app on your phone that makes codes (TOTP); every sign-in then needs a code, too.</p>
  <form class="sign-in" method="post" action="/account/second-factor/begin">
    ${csrfField(request)}<button>Thiết lập | Set up</button>
  </form>
  <p lang="vi">Nếu đã quét mã, hãy nhập mã đầu tiên mà ứng dụng hiện:</p>
  <p lang="en">If you have scanned the picture, enter the first code that the app shows:</p>
  ${confirmForm(request)}
`;

const confirmForm = (request: FastifyRequest): Html =>
  html`<form class="sign-in" method="post" action="/account/second-factor/confirm">
    ${csrfField(request)} ${codeField}<button>Xác nhận | Confirm</button>
  </form>`;

const begunPage = (
  { secret, address }: { readonly secret: string; readonly address: string },
  request: FastifyRequest,
): string =>
  framed(html`
    <p lang="vi">Quét hình này bằng ứng dụng, hoặc gõ khóa bên dưới vào ứng dụng. Khóa chỉ hiện một lần.</p>
    <p lang="en">Scan this picture with the app, or type the key below into it. The key is shown only once.</p>
    <div class="qr">${new Html(encodeQR(address, 'svg', { ecc: 'medium', border: 4 }))}</div>
    <p><code>${secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>
    ${confirmForm(request)}
  `);

const codesPage = (codes: readonly string[]): string =>
  framed(html`
    <p lang="vi">
      Đã thiết lập. Hãy in hoặc chép lại các mã khôi phục này và cất ở nơi kín: mỗi mã thay cho mã của ứng dụng một lần,
      khi mất điện thoại. Các mã chỉ hiện một lần.
    </p>
    <p lang="en">
      Set up. Print or copy these recovery codes and keep them in a safe place: each stands in for a code of the app
      once, when the phone is lost. They are shown only once.
    </p>
    <ol>
      ${codes.map((code) => html`<li><code>${code}</code></li>`)}
    </ol>
  `);

const inForce = (left: number, request: FastifyRequest): Html => html`
  <p lang="vi">Đã thiết lập. Còn ${left} mã khôi phục chưa dùng.</p>
  <p lang="en">Set up. Recovery codes not used yet: ${left}.</p>
  <form class="sign-in" method="post" action="/account/second-factor/remove">
    ${csrfField(request)}
    <label
      >Mật khẩu | Password<input
        type="password"
        name="password"
        autocomplete="current-password"
        required
        maxlength="200"
    /></label>
    ${codeField}<button>Gỡ | Remove</button>
  </form>
`;
