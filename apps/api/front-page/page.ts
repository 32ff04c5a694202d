import { PlainDate } from '#kernel/dates';
import { dayText } from '#kernel/day-text';
import type { Bilingual } from '#kernel/text';
import { documentOf, html } from '#platform/http/html';
import type { Line } from './lines.js';

/** The data of the page around the lines. */
export interface Frame {
  readonly ward: string;
  /** CSRF token for the sign-out form; null without a session. */
  readonly csrf: string | null;
  /** The days of the form; empty: none chosen. */
  readonly asOf: string;
  readonly knownAt: string;
  /** Addresses of the lists and the programming interface. */
  readonly links: readonly { readonly href: string; readonly vi: string; readonly en: string }[];
}

/** The front page, without script, so that it prints and works in any browser. */
export const page = ({ ward, csrf, asOf, knownAt, links }: Frame, lines: readonly Line[]): string =>
  documentOf(
    html`<h1>Minh Chứng <small>· kiểm tra, giám sát, kỷ luật | inspection, supervision, discipline</small></h1>
      ${signing(csrf)}
      <p class="ward">${ward}</p>
      <ol>
        ${lines.map(
          ({ key, vi, en }) =>
            html`<li class="${key}">
              <p lang="vi">${vi}</p>
              <p lang="en">${en}</p>
            </li> `,
        )}
      </ol>
      <form method="get" action="/">
        <label>Tính đến ngày (ngày/tháng/năm) | As of (day/month/year)${dayInput('asOf', asOf)}</label>
        <label
          >Theo dữ liệu ghi nhận đến hết ngày (ngày/tháng/năm) | As known on
          (day/month/year)${dayInput('knownAt', knownAt)}</label
        >
        <button>Xem | Show</button>
      </form>
      <nav>
        <ul>
          ${links.map(({ href, vi, en }) => html`<li><a href="${href}">${vi}</a> | ${en}</li> `)}
        </ul>
      </nav>`,
  );

/** A text and not a date: browsers show a date box in the order of their own language. */
const dayInput = (name: string, day: string) =>
  html`<input
    name="${name}"
    value="${inOffice(day)}"
    placeholder="31/10/2026"
    pattern="[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    title="31/10/2026"
    maxlength="10"
    autocomplete="off"
  />`;
const inOffice = (day: string): string => {
  const read = PlainDate.safeParse(day);
  return read.success ? dayText(read.data).vi : day;
};

/** The way to sign in, or out and to the own account. */
export const signing = (csrf: string | null) =>
  csrf === null
    ? html`<p class="session"><a href="/sign-in">Đăng nhập</a> | <a href="/sign-in">Sign in</a></p>`
    : html`<form class="session" method="post" action="/sign-out">
        <input type="hidden" name="csrf" value="${csrf}" /><button>Đăng xuất | Sign out</button>
        <a href="/account">Tài khoản của tôi | My account</a>
      </form>`;

/** The front page of a store without anything to count. */
export const emptyPage = (links: Frame['links'], sentence: Bilingual, csrf: string | null): string =>
  documentOf(
    html`<h1>Minh Chứng</h1>
      ${signing(csrf)}
      <p lang="vi">${sentence.vi}</p>
      <p lang="en">${sentence.en}</p>
      <nav>
        <ul>
          ${links.map(({ href, vi, en }) => html`<li><a href="${href}">${vi}</a> | ${en}</li> `)}
        </ul>
      </nav>`,
  );
