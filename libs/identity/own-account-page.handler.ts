import { dayOf, type Instant } from '#kernel/dates';
import { dayText } from '#kernel/day-text';
import type { Bilingual } from '#kernel/text';
import { type Html, html } from '#platform/http/html';
import { byOthers, type OwnSession, type ToldAct } from './own-account.handler.js';

export interface OwnAccountPage {
  readonly displayName: string;
  readonly mustChoose: boolean;
  /** Whether the register of persons has the holder; false: said to be none; null: nothing was said. */
  readonly isMember: boolean | null;
  readonly lastSignedIn: string | null;
  readonly acts: readonly ToldAct[];
  readonly sessions: readonly OwnSession[];
  /** What was wrong with a form that was sent. */
  readonly wrong: readonly Bilingual[];
  readonly csrf: string;
}

/** The page "my account". As long as a password must be chosen, it shows only that and what was done before. */
export const accountPage = (page: OwnAccountPage): Html => html`
  <h1>${page.displayName} <small>· tài khoản của tôi | my account</small></h1>
  ${memberLine(page)} ${lastSignIn(page)} ${passwordSection(page)} ${page.mustChoose ? '' : sessionsSection(page)}
  ${actsSection(page)}
  ${
    page.mustChoose
      ? ''
      : html`<p><a href="/account/second-factor">Yếu tố xác thực thứ hai | Second factor</a></p>
          <p><a href="/account/rights">Tôi được làm gì | What I may do</a></p>`
  }
  <form method="post" action="/sign-out">
    <input type="hidden" name="csrf" value="${page.csrf}" /><button>Đăng xuất | Sign out</button>
  </form>
  ${page.mustChoose ? '' : html`<p><a href="/">Trang đầu | First page</a></p>`}
`;

function memberLine({ isMember }: OwnAccountPage): Html {
  const words = isMember === null ? NOT_SAID : isMember ? A_MEMBER : NO_MEMBER;
  return html`<p lang="vi">${words.vi}</p>
    <p lang="en">${words.en}</p>`;
}
const A_MEMBER: Bilingual = {
  vi: 'Chủ tài khoản là người có trong sổ nhân sự của hệ thống.',
  en: 'The holder of the account is in the register of persons.',
};
const NO_MEMBER: Bilingual = {
  vi: 'Chủ tài khoản được ghi là không có trong sổ nhân sự của hệ thống.',
  en: 'The holder of the account was said to be none of the register of persons.',
};
const NOT_SAID: Bilingual = {
  vi: 'Chưa ghi chủ tài khoản có trong sổ nhân sự của hệ thống hay không.',
  en: 'Nothing was said about whether the holder of the account is in the register of persons.',
};

function lastSignIn({ lastSignedIn, acts }: OwnAccountPage): Html {
  const since = byOthers(acts, lastSignedIn);
  const at = lastSignedIn === null ? null : momentText(lastSignedIn);
  return html`
    <p lang="vi">${at ? `Lần đăng nhập trước: ${at.vi}.` : 'Đây là lần đăng nhập đầu tiên.'}</p>
    <p lang="en">${at ? `You had signed in before ${at.en}.` : 'This is the first sign-in.'}</p>
    ${
      since.length === 0
        ? ''
        : html`<p class="wrong" lang="vi">Từ đó người khác đã tác động vào tài khoản này:</p>
            <p class="wrong" lang="en">Since then others acted on this account:</p>
            ${actList(since)}`
    }
  `;
}

function passwordSection({ mustChoose, wrong, csrf }: OwnAccountPage): Html {
  return html`
    <h2>Mật khẩu | Password</h2>
    ${
      mustChoose
        ? html`<p lang="vi">
              Hãy chọn mật khẩu của riêng mình. Mã dùng một lần, hoặc mật khẩu do người khác đặt, không mở được gì khác.
            </p>
            <p lang="en">
              Choose a password of your own. A one-time credential, or a password that another person set, opens nothing
              else.
            </p>`
        : ''
    }
    ${wrong.map(
      ({ vi, en }) =>
        html`<p class="wrong" lang="vi">${vi}</p>
          <p lang="en">${en}</p>`,
    )}
    <form class="sign-in" method="post" action="/account/password">
      <input type="hidden" name="csrf" value="${csrf}" />
      ${passwordField('current', 'Mật khẩu hiện tại hoặc mã dùng một lần | Current password or one-time credential')}
      ${passwordField('password', 'Mật khẩu mới, ít nhất 12 ký tự | New password, at least 12 characters')}
      ${passwordField('again', 'Nhập lại mật khẩu mới | New password again')}
      <button>Đổi mật khẩu | Change the password</button>
    </form>
  `;
}

const passwordField = (name: string, label: string): Html =>
  html`<label
    >${label}<input
      type="password"
      name="${name}"
      autocomplete="${name === 'current' ? 'current-password' : 'new-password'}"
      required
      maxlength="200"
  /></label>`;

function sessionsSection({ sessions, csrf }: OwnAccountPage): Html {
  const one = ({ sessionId, createdAt, seenAt, isThis }: OwnSession) => {
    const [begun, seen] = [momentText(createdAt), momentText(seenAt)];
    return html`<li>
      <span lang="vi">Bắt đầu ${begun.vi}, dùng gần nhất ${seen.vi}${isThis ? ' (phiên này)' : ''}</span> ·
      <span lang="en">Begun ${begun.en}, last used ${seen.en}${isThis ? ' (this session)' : ''}</span>
      ${
        isThis
          ? ''
          : html`<form method="post" action="/account/sessions/end">
              <input type="hidden" name="csrf" value="${csrf}" />
              <input type="hidden" name="sessionId" value="${sessionId}" />
              <button>Kết thúc | End</button>
            </form>`
      }
    </li>`;
  };
  return html`<h2>Phiên làm việc | Sessions</h2>
    <ul>
      ${sessions.map(one)}
    </ul>`;
}

const actsSection = ({ acts }: OwnAccountPage): Html =>
  html`<h2>Các việc đã làm với tài khoản | Acts on the account</h2>
    ${actList(acts)}`;

const actList = (acts: readonly ToldAct[]): Html =>
  html`<ul>
    ${acts.map(({ recordedAt, sentence }) => {
      const at = momentText(recordedAt);
      return html`<li>
        <span lang="vi">${at.vi}: ${sentence.vi}</span> · <span lang="en">${at.en}: ${sentence.en}</span>
      </li>`;
    })}
  </ul>`;

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Ho_Chi_Minh', hour: '2-digit', minute: '2-digit' });

/** A moment as people say it, in Việt Nam. */
function momentText(moment: string): Bilingual {
  const [day, clock] = [dayText(dayOf(moment as Instant)), CLOCK.format(new Date(moment))];
  return { vi: `lúc ${clock} ngày ${day.vi}`, en: `at ${clock} on ${day.en}` };
}
