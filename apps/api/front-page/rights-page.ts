import type { Bilingual } from '#kernel/text';
import { documentOf, type Html, html } from '#platform/http/html';
import { signing } from './page.js';

export interface RightsPage {
  readonly csrf: string | null;
  readonly roles: readonly Bilingual[];
  readonly rights: readonly Bilingual[];
  /** Whether a role counts only after a sign-in with a second factor, which this session lacks. */
  readonly lacksSecondFactor: boolean;
  readonly links: readonly (Bilingual & { readonly href: string })[];
}

/** The page "what I may do": also the first page of a person whose roles show no figures. */
export const rightsPage = ({ csrf, roles, rights, lacksSecondFactor, links }: RightsPage): string =>
  documentOf(
    html`<h1>Minh Chứng <small>· tôi được làm gì | what I may do</small></h1>
      ${signing(csrf)}
      <h2>Vai trò | Roles</h2>
      ${
        roles.length === 0
          ? html`<p lang="vi">Chưa được trao vai trò nào; hãy hỏi người quản trị tài khoản.</p>
              <p class="quiet" lang="en">No role has been granted yet; ask the administrator of accounts.</p>`
          : listOf(roles)
      }
      ${
        lacksSecondFactor
          ? html`<p class="wrong" lang="vi">
                Có vai trò chỉ dùng được khi đăng nhập với yếu tố xác thực thứ hai. Hãy thiết lập yếu tố này rồi đăng
                nhập lại.
              </p>
              <p class="quiet" lang="en">
                A role counts only after a sign-in with a second factor. Set one up, then sign in again.
              </p>`
          : ''
      }
      ${
        rights.length === 0
          ? ''
          : html`<h2>Được làm | Permitted</h2>
              ${listOf(rights)}`
      }
      <nav>
        <h2>Đi đến | Go to</h2>
        <ul>
          ${links.map(({ href, vi, en }) => html`<li><a href="${href}">${vi}</a> | ${en}</li> `)}
        </ul>
      </nav>`,
  );

const listOf = (lines: readonly Bilingual[]): Html =>
  html`<ul class="pairs">
    ${lines.map(
      ({ vi, en }) =>
        html`<li>
          <p lang="vi">${vi}</p>
          <p lang="en">${en}</p>
        </li> `,
    )}
  </ul>`;
