import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A piece of a source. */
export interface Place {
  readonly file: string;
  readonly node: ts.Node;
}

/** Every piece of a source. */
export function placesIn(file: string, source: string): readonly Place[] {
  const places: Place[] = [];
  const visit = (node: ts.Node): void => {
    places.push({ file, node });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return places;
}

/** Every piece of the product's own sources, without those of its tests. Cost: some seconds; ask once. */
export const placesOfProduct = (): readonly Place[] =>
  execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '--', 'libs/**/*.ts', 'apps/**/*.ts'],
    {
      encoding: 'utf8',
    },
  )
    .split('\n')
    .filter((file) => file !== '' && !/\.(spec|test|contract)\.ts$|\/testing\.ts$/.test(file))
    .flatMap((file) => placesIn(file, readFileSync(file, 'utf8')));
