import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** Sources that git tracks. */
const files = execFileSync('git', ['ls-files', '--', '*.ts', '*.mjs', '*.js'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter(Boolean);
const lines = (file: string): string[] => readFileSync(file, 'utf8').split('\n');
const isTest = (file: string): boolean => /\.(spec|test)\.ts$/.test(file) || file.startsWith('tests/');

/** `file:line` of every line that matches the pattern. */
const matches = (pattern: RegExp, among: (file: string) => boolean): string[] =>
  files
    .filter(among)
    .flatMap((file) => lines(file).flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1}`] : [])));

describe('every source', () => {
  it('has at most 300 lines after formatting, tests included', () => {
    // the last line ends with a line break, so split gives one line more
    expect(files.filter((file) => lines(file).length > 301)).toEqual([]);
  });

  it('skips no test and focuses no test', () => {
    expect(
      matches(
        /\b(it|test|describe)\.(skip|only|todo|failing)\b|\bx(it|describe)\(/,
        (file) => isTest(file) && !file.endsWith('house.test.ts'),
      ),
    ).toEqual([]);
  });

  it('disables no rule of the compiler or linter', () => {
    expect(
      matches(
        /@ts-(ignore|expect-error|nocheck)|eslint-disable|as unknown as/,
        (file) => !file.endsWith('house.test.ts'),
      ),
    ).toEqual([]);
  });

  it('leaves reading the environment to one file', () => {
    expect(
      matches(
        /process\.env/,
        (file) => /^(libs|apps)\//.test(file) && !isTest(file) && file !== 'libs/platform/config.ts',
      ),
    ).toEqual([]);
  });

  it('spells organization the American way', () => {
    expect(matches(/organis(ation|ed|ing)/i, (file) => !file.endsWith('house.test.ts'))).toEqual([]);
  });
});
