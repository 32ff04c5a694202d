import type { Bilingual } from '#kernel/text';
import { documentOf, html } from '#platform/http/html';

const TITLES: Readonly<Record<'uncovered' | 'covered' | 'all', Bilingual>> = {
  uncovered: { vi: 'Tổ chức đảng chưa được kiểm tra, giám sát', en: 'Not yet inspected or supervised' },
  covered: { vi: 'Tổ chức đảng đã được kiểm tra, giám sát', en: 'Inspected or supervised' },
  all: { vi: 'Các tổ chức đảng', en: 'All organizations' },
};
const COLUMNS: readonly Bilingual[] = [
  { vi: 'Tổ chức đảng', en: 'Organization' },
  { vi: 'Trực thuộc', en: 'Under' },
  { vi: 'Đã được', en: 'Covered' },
  { vi: 'Ngày', en: 'Day' },
  { vi: 'Loại việc', en: 'Kind' },
  { vi: 'Căn cứ', en: 'Clause' },
];

/** The organizations behind a figure as a table that prints; what the last cell of a row holds is for machines. */
export const listPage = (
  status: keyof typeof TITLES,
  rows: readonly (readonly (string | number | null)[])[],
  { asOf, knownAt, at }: { readonly asOf: string; readonly knownAt: string; readonly at: string },
): string =>
  documentOf(
    html`<h1>${TITLES[status].vi} <small>| ${TITLES[status].en}</small></h1>
      <p class="ward">
        ${rows.length} tổ chức, tính đến hết ngày ${asOf.split('-').reverse().join('/')} | ${rows.length} organizations
      </p>
      <table>
        <thead>
          <tr>
            <th>TT</th>
            ${COLUMNS.map(({ vi, en }) => html`<th>${vi}<br /><small lang="en">${en}</small></th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row, i) =>
              html`<tr>
                <td>${i + 1}</td>
                ${row.slice(0, -1).map((cell) => html`<td>${cell ?? ''}</td>`)}
              </tr> `,
          )}
        </tbody>
      </table>
      <nav>
        <ul>
          <li><a href="/?${at}">Trang đầu</a> | Front page</li>
          <li>
            <a href="/api/coverage/organizations.csv?status=${status}&${at}">Bảng này cho Excel (CSV)</a> | This table
            for Excel
          </li>
          <li>
            <a href="/api/coverage/organizations?status=${status}&${at}">JSON</a>, ghi nhận đến | as known at ${knownAt}
          </li>
        </ul>
      </nav>`,
  );
