import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { placesOfProduct } from '../support/oracles/typescript-sources.js';

const GLOSSARY = 'docs/glossary.md';
const HERE = 'tests/architecture/glossary.test.ts';

/** The rows of the tables: word, meaning, Vietnamese term, words that are not used. */
const rows = readFileSync(GLOSSARY, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (word|---) /.test(line))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
/** Former names: the words in code marks in the last column. */
const banned = rows.flatMap(([, , , notUsed = '']) => [...notUsed.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));

/** Every name that the product's code declares or uses, with the files where it occurs. */
const identifiers = new Map<string, Set<string>>();
for (const { file, node } of placesOfProduct())
  if (ts.isIdentifier(node)) identifiers.set(node.text, (identifiers.get(node.text) ?? new Set()).add(file));

/**
 * The places where a former name occurs. A single word is searched among the names in code, any other text in code and
 * docs.
 */
function places(name: string): string[] {
  if (/^\w+$/.test(name)) return [...(identifiers.get(name) ?? [])];
  const args = ['grep', '-lIF', name, '--', '*.ts', '*.mjs', '*.md', `:!${GLOSSARY}`, `:!${HERE}`];
  const { status, stdout, stderr } = spawnSync('git', args, { encoding: 'utf8' });
  if (status !== 0 && status !== 1) throw new Error(stderr); // git grep ends with 1 if it finds nothing
  return stdout.split('\n').filter((line) => line !== '');
}

describe('the glossary', () => {
  it('has four columns in every row, and gives each word once', () => {
    expect(rows.filter((row) => row.length !== 4 || row[1] === '')).toEqual([]);
    const words = rows.map(([word]) => word);
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
    expect(words.length).toBeGreaterThan(40);
  });

  it('finds a name where it is used, and only as a whole word', () => {
    expect(places('StreamKind').length).toBeGreaterThan(3);
    expect(places('StreamKin')).toEqual([]);
  });

  it('lists former names', () => {
    expect(banned).toContain('toldStreams');
  });

  it.each(banned)('bans %s, which code and docs do not use', (name) => {
    expect(places(name)).toEqual([]);
  });
});
