import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rounds } from '../../../tests/support/rounds.js';
import { type Cell, csv, csvParts } from './csv.js';

/** Splits a table into cells as a spreadsheet does. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 1;
  while (at < text.length) {
    const quoted = text[at] === '"';
    const found = (quoted ? /"((?:[^"]|"")*)"(;|\r\n)/y : /([^";\r\n]*)(;|\r\n)/y) satisfies RegExp;
    found.lastIndex = at;
    const [whole = '', content = '', end] = found.exec(text) ?? [];
    if (whole === '') throw new Error(`no cell at ${at}`);
    row.push(quoted ? content.replaceAll('""', '"') : content);
    at += whole.length;
    if (end === '\r\n') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

describe('a table for a spreadsheet', () => {
  it('begins with the byte order mark and parts cells by semicolons, lines by CRLF', () => {
    expect(csv(['Tên', 'Số đảng viên'], [['Chi bộ Trường Mầm non', 12]])).toBe(
      '\ufeff"Tên";"Số đảng viên"\r\n"Chi bộ Trường Mầm non";"12"\r\n',
    );
  });

  it('writes a number with the decimal comma, and nothing for what is not known', () => {
    expect(csv(['a', 'b', 'c'], [[35.24, -7, null]])).toBe('\ufeff"a";"b";"c"\r\n"35,24";"-7";\r\n');
  });

  it.each([
    '=1+1',
    '+84-A1',
    '-1+cmd',
    '- x',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1',
    '＋x',
    '－x',
    '＠x',
    "'=1",
    "''-x",
  ])('keeps %j from being a formula', (text) => {
    expect(cellsOf(csv(['a'], [[text]]))[1]).toEqual([`'${text}`]);
  });

  it.each(['-', '+', '-5', '+84 912 345 678', '-0,5', '－', '007', '1/2', "'t", 'a\tb', 'a,b', ' x '])(
    'keeps %j as it is, quoted',
    (text) => {
      expect(csv(['a'], [[text]])).toBe(`\ufeff"a"\r\n"${text}"\r\n`);
    },
  );

  it('gives back every text as it was, cell by cell, once a reader takes off the apostrophe of a formula', () => {
    const unit = fc.constantFrom('ộ', 'a', ';', '"', '\r', '\n', ',', ' ', '0', '=', '-', '+', '@', "'", '\t', '＝');
    const text = fc.string({ unit });
    const cell = fc.oneof(text, fc.integer());
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 3, maxLength: 3 })), (rows) => {
        const read = (cell: string) => (/^'+[=+\-@\t\r\n＝＋－＠]/u.test(cell) ? cell.slice(1) : cell);
        const [, ...found] = cellsOf(csv(['x', 'y', 'z'], rows));
        expect(found.map((row) => row.map(read))).toEqual(rows.map((row) => row.map((value: Cell) => String(value))));
      }),
      { numRuns: rounds(1_000) },
    );
  });

  it('is the same written in parts', async () => {
    const rows = [['a'], ['=b'], ['c;d']];
    const parts = async function* () {
      yield await Promise.resolve(rows.slice(0, 1));
      yield rows.slice(1);
    };
    let text = '';
    for await (const part of csvParts(['x'], parts())) text += part;
    expect(text).toBe(csv(['x'], rows));
  });
});
