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

/** Matches the beginning of a cell that a spreadsheet would evaluate as a formula. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;

const cell = (value: Cell): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(value).replace('.', ',');
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** One line with its line end. The format is RFC 4180, except for the separator. */
const line = (cells: readonly Cell[]): string => `${cells.map(cell).join(SEPARATOR)}\r\n`;

/**
 * A table that Excel with Vietnamese settings opens by a double click: UTF-8 with byte order mark, semicolons, CRLF,
 * decimal comma. Text that could be a formula gets a leading apostrophe.
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
    description: 'As of the day, as known at the moment: UTF-8 with byte order mark, semicolons, CRLF, decimal comma',
    content: { 'text/csv': { schema: { type: 'string' } } },
  });
