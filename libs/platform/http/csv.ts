import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

/** One cell; null is an empty one. */
export type Cell = string | number | null;

/**
 * Between cells. Excel parts the cells of a file that is opened by a double click at the separator of the country, and where
 * the decimal sign is a comma, as in Việt Nam, that is the semicolon. A line `sep=;` would work everywhere, but Excel then
 * overlooks the byte order mark and with it every Vietnamese letter.
 */
const SEPARATOR = ';';
/** Without it Excel takes the bytes for those of a one-byte code page. */
const BYTE_ORDER_MARK = '\ufeff';

/** A spreadsheet takes a cell that begins so for a formula and reckons with it, wherever it was typed in. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;

const cell = (value: Cell): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(value).replace('.', ',');
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** One line (RFC 4180 but for the separator), with its end. */
const line = (cells: readonly Cell[]): string => `${cells.map(cell).join(SEPARATOR)}\r\n`;

/**
 * A table as Excel with the settings of Việt Nam opens it by a double click: UTF-8 with byte order mark, semicolons, CRLF,
 * decimal comma. Text that would be a formula is led by an apostrophe.
 */
export const csv = (header: readonly string[], rows: Iterable<readonly Cell[]>): string =>
  BYTE_ORDER_MARK + line(header) + Array.from(rows, line).join('');

/** The same table, some rows at a time, for one that is longer than a page. */
export async function* csvParts(
  header: readonly string[],
  parts: AsyncIterable<readonly (readonly Cell[])[]>,
): AsyncGenerator<string> {
  yield csv(header, []);
  for await (const rows of parts) yield rows.map(line).join('');
}

/** A table runs nothing, asks for nothing and stands in no frame, also where a browser shows it. */
const RUNS_NOTHING = "default-src 'none';sandbox;frame-ancestors 'none'";

/** Names the answer as a file of tables to be saved. @param name of the file, in plain Latin letters, with `.csv` */
export function asCsvFile(reply: FastifyReply, name: string): void {
  void reply.type('text/csv; charset=utf-8; header=present');
  void reply.header('content-disposition', `attachment; filename="${name}"`);
  void reply.header('content-security-policy', RUNS_NOTHING);
}

/**
 * Writes into the API's document that a route answers with such a table. The handler takes the reply with
 * `@Res({ passthrough: true })`, gives it to `asCsvFile`, and returns `csv(…)`.
 */
export const AnswersCsv = (): MethodDecorator =>
  ApiOkResponse({
    description: 'As of the day, as known at the moment: UTF-8 with byte order mark, semicolons, CRLF, decimal comma',
    content: { 'text/csv': { schema: { type: 'string' } } },
  });
