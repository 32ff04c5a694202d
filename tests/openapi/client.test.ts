import { beforeAll, expect, it } from '@jest/globals';
import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { resolve } from 'node:path';
import ts from 'typescript';
import { committedText } from './committed.js';

/** The client of tests/journeys/typed-client.test.ts. */
const JOURNEY = resolve('tests/openapi/client/journey.ts');
/** What the types must refuse, one line each. */
const WRONG = [
  "await client.GET('/api/engagements', { params: { query: { decidedForm: '2026-01-01' } } });",
  "const figure: string = (await client.GET('/api/coverage')).data!.covered;",
  "await client.GET('/api/confirmations', { params: { query: { status: 'OPEN' } } });",
];
const MISTAKEN = resolve('tests/openapi/client/mistaken.ts');
const HEAD = [
  "import createClient from 'openapi-fetch';",
  "import type { paths } from './api.js';",
  'const client = createClient<paths>({});',
];

let objections: ReadonlyMap<string, readonly string[]>;
beforeAll(async () => {
  const types = astToString(await openapiTypescript(JSON.parse(committedText()) as OpenAPI3));
  objections = compiled(
    new Map([
      [resolve('tests/openapi/client/api.d.ts'), types],
      [MISTAKEN, [...HEAD, ...WRONG].join('\n')],
    ]),
  );
});

/** What the compiler objects to in both clients, by file; the types are made and in no file. */
function compiled(made: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipDefaultLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => made.has(resolve(file)) || fileExists.call(host, file);
  host.readFile = (file) => made.get(resolve(file)) ?? readFile.call(host, file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = made.get(resolve(file));
    return text === undefined
      ? getSourceFile.call(host, file, version, ...rest)
      : ts.createSourceFile(file, text, version, true);
  };
  const found = new Map<string, string[]>();
  for (const { file, code, messageText } of ts.getPreEmitDiagnostics(
    ts.createProgram([JOURNEY, MISTAKEN], options, host),
  )) {
    const name = resolve(file?.fileName ?? '');
    const text = `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, ' ').slice(0, 300)}`;
    found.set(name, [...(found.get(name) ?? []), text]);
  }
  return found;
}

it('a strict client of the committed document compiles, and so do its types', () => {
  expect([...objections].filter(([file]) => file !== MISTAKEN)).toEqual([]);
});

it('a client that misspells a parameter, a field or a code does not compile', () => {
  expect(objections.get(MISTAKEN)).toHaveLength(WRONG.length);
});
