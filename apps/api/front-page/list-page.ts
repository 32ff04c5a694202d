import { plainDate } from '#kernel/dates';
import { dayText } from '#kernel/day-text';
import type { Bilingual } from '#kernel/text';
import { documentOf, html } from '#platform/http/html';
import type { FrontFigures } from './figures.js';
import { DONE } from './lines.js';

const COLUMNS: readonly Bilingual[] = [
  { vi: 'Tổ chức đảng', en: 'Organization' },
  { vi: 'Trực thuộc', en: 'Under' },
  { vi: 'Đã được', en: 'Covered' },
  { vi: 'Ngày', en: 'Day' },
  { vi: 'Loại việc', en: 'Kind' },
  { vi: 'Căn cứ', en: 'Clause' },
];

/** The organizations behind a figure as a printable table; the last cell of a row is for machines and is left out. */
export const listPage = (
  status: 'uncovered' | 'covered' | 'all',
  rows: readonly (readonly (string | number | null)[])[],
  {
    asOf,
    knownAt,
    at,
    front,
    verb,
    countedBy,
  }: Record<'asOf' | 'knownAt' | 'at' | 'front' | 'countedBy', string> & Pick<FrontFigures, 'verb'>,
): string => {
  const title = titleOf(status, verb);
  return documentOf(
    html`<h1>${title.vi} <small>| ${title.en}</small></h1>
      <p class="ward">
        ${rows.length} tổ chức, tính đến hết ngày ${dayText(plainDate(asOf)).vi} | ${rows.length} organizations as of
        ${dayText(plainDate(asOf)).en}
      </p>
      <p class="ward">Cách tính: ${countedBy}</p>
      <table class="list">
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
                ${row.slice(0, -1).map((cell, column) => html`<td title="${COLUMNS[column]?.vi ?? ''}">${cell ?? ''}</td>`)}
              </tr> `,
          )}
        </tbody>
      </table>
      <nav>
        <ul>
          <li><a href="/?${front}">Trang đầu</a> | Front page</li>
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
};

function titleOf(status: 'uncovered' | 'covered' | 'all', verb: FrontFigures['verb']): Bilingual {
  const { vi, en, notYet } = DONE[verb];
  if (status === 'all') return { vi: 'Các tổ chức đảng', en: 'All organizations' };
  if (status === 'covered') return { vi: `Tổ chức đảng đã ${vi}`, en: `Organizations that have ${en}` };
  return { vi: `Tổ chức đảng ${notYet.vi}`, en: `Organizations ${notYet.en}` };
}
