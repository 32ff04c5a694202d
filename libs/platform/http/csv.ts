import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

/** The value of one cell; null: the cell is empty. */
export type Cell = string | number | null;

/**
 * Cell separator. Excel splits a file that is opened by a double click at the separator of the locale. Where the
 * decimal sign is a comma, as in Việt Nam, that separator is the semicolon. A first line `sep=;` would work in every
 * locale, but Excel would then ignore the byte order mark and garble Vietnamese letters.
 */
const SEPARATOR = ';';
/** Without this mark Excel does not read the file as UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Matches text that a spreadsheet would evaluate as a formula, quoted or not, and text that begins like such text with
 * the apostrophe in front. Removing one apostrophe from what matches therefore gives the text back.
 */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/u;
/** Matches what begins like a formula and is none: a sign alone, or with a number behind it. */
const SIGNED = /^[+\-＋－][\d., ]*$/u;

/** Every cell with a value is quoted, so that a reader of any separator reads it whole. */
const cell = (value: Cell): string => {
  if (value === null) return '';
  const text = typeof value === 'number' ? String(value).replace('.', ',') : value;
  const harmless = typeof value === 'string' && FORMULA.test(text) && !SIGNED.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
};

/** One line with its line end. The format is RFC 4180, except for the separator. */
const line = (cells: readonly Cell[]): string => `${cells.map(cell).join(SEPARATOR)}\r\n`;

/**
 * A table that Excel with Vietnamese settings opens by a double click: UTF-8 with byte order mark, semicolons, CRLF,
 * decimal comma. Every cell with a value is quoted; an empty cell has no value. Text that a spreadsheet would evaluate
 * as a formula gets a leading apostrophe; all other text stays as it is.
 */
export const csv = (header: readonly string[], rows: Iterable<readonly Cell[]>): string =>
  BYTE_ORDER_MARK + line(header) + Array.from(rows, line).join('');

/** The same table in parts, for a table that is longer than a page. */
export async function* csvParts(
  header: readonly string[],
  parts: AsyncIterable<readonly (readonly Cell[])[]>,
): AsyncGenerator<string> {
  yield csv(header, []);
  for await (const rows of parts) yield rows.map(line).join('');
}

/** Content security policy: a table that a browser shows runs no script, loads nothing, and cannot be framed. */
const RUNS_NOTHING = "default-src 'none';sandbox;frame-ancestors 'none'";

/** Sets the headers of a CSV file to be saved. @param name of the file, in plain Latin letters, with `.csv` */
export function asCsvFile(reply: FastifyReply, name: string): void {
  void reply.type('text/csv; charset=utf-8; header=present');
  void reply.header('content-disposition', `attachment; filename="${name}"`);
  void reply.header('content-security-policy', RUNS_NOTHING);
}

/**
 * Adds a CSV answer to the API's document. The handler takes the reply with `@Res({ passthrough: true })`, passes the
 * reply to `asCsvFile`, and returns `csv(…)`.
 */
export const AnswersCsv = (): MethodDecorator =>
  ApiOkResponse({
    description:
      'As of the day, as known at the moment: UTF-8 with byte order mark, semicolons, CRLF, decimal comma; cells with a value are quoted, and text that could be a formula begins with an apostrophe',
    content: {
      'text/csv': {
        schema: { type: 'string' },
        example: csv(['Tổ chức đảng', 'Số đảng viên'], [['Chi bộ Trường Mầm non Hoa Sen', 17]]),
      },
    },
  });
