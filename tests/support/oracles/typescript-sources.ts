import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A node of a source file. */
export interface Place {
  readonly file: string;
  readonly node: ts.Node;
}

/** Every node of a source file. */
export function placesIn(file: string, source: string): readonly Place[] {
  const places: Place[] = [];
  const visit = (node: ts.Node): void => {
    places.push({ file, node });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  return places;
}

/** Every node of the product's own sources, without its tests. This takes some seconds: call it once. */
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
