import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { slownessOf } from '../support/oracles/slow-expressions.js';

/**
 * Expressions that are built at run time from parts other than constants of their file. None contains text from
 * requests.
 */
const MADE_AT_RUN_TIME: Readonly<Record<string, string>> = {
  'libs/platform/http/openapi-examples.ts': 'of the patterns in our own schemas, tried on our own examples',
  'libs/platform/http/route-list.ts': 'of the addresses of our own routes, whose parts are separated by slashes',
};

interface Expression {
  readonly at: string;
  readonly source: string;
  readonly flags: string;
}

/** Every literal expression of a file, and every `RegExp(…)` made of constants; `unknown` lists the others. */
function expressionsOf(file: string, text: string) {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const constants = new Map<string, string>();
  const [expressions, unknown]: [Expression[], string[]] = [[], []];
  const at = (node: ts.Node) => `${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const known = (node: ts.Node | undefined): string | undefined => {
    if (!node) return '';
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isIdentifier(node)) return constants.get(node.text);
    if (!ts.isTemplateExpression(node)) return undefined;
    const parts = node.templateSpans.map(({ expression, literal }) => [known(expression), literal.text] as const);
    if (parts.some(([value]) => value === undefined)) return undefined;
    return node.head.text + parts.map(([value = '', rest]) => value + rest).join('');
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      const value = known(node.initializer);
      if (value !== undefined) constants.set(node.name.text, value);
    }
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      expressions.push({ at: at(node), source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
    }
    if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText(tree) === 'RegExp') {
      const [source, flags] = [known(node.arguments?.[0]), known(node.arguments?.[1])];
      if (source === undefined || flags === undefined) unknown.push(at(node));
      else expressions.push({ at: at(node), source, flags });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { expressions, unknown };
}

const found = execFileSync('git', ['ls-files', '--', 'apps', 'libs'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file.endsWith('.ts') && !/\.(spec|test)\.ts$/.test(file))
  .map((file) => ({ file, ...expressionsOf(file, readFileSync(file, 'utf8')) }));

describe('check 9: a regular expression of the product', () => {
  it('takes time linear in the length of any text', () => {
    const all = found.flatMap(({ expressions }) => expressions);
    expect(all.length).toBeGreaterThan(60);
    const slow = all.flatMap(({ at, source, flags }) => slownessOf(source, flags).map((why) => `${at} ${why}`));
    expect(slow).toEqual([]);
  });

  it('is constant, or is listed here with the reason', () => {
    const made = found.filter(({ unknown }) => unknown.length > 0).map(({ file }) => file);
    expect(made).toEqual(Object.keys(MADE_AT_RUN_TIME));
  });
});

describe('the check itself', () => {
  it.each([
    '^(a+)+$',
    '^(\\w+\\s?)*$',
    '^([a-z0-9]+-?)+$',
    '^(a|a)*$',
    '^(a|ab)*c$',
    '^(\\d|[0-5]x){30}$',
    '^a*a*$',
    'a+b',
  ])('refuses %s', (source) => {
    expect(slownessOf(source)).not.toEqual([]);
  });

  it.each(['^[a-z]+(-[a-z]+)*$', '^"((?:[^"]|"")*)"$', '[^a]+', '^(yes|no)$', '^\\d{1,3}(\\.\\d{1,3}){3}$'])(
    'takes %s',
    (source) => {
      expect(slownessOf(source)).toEqual([]);
    },
  );

  it('resolves constants of the file, and reports expressions that it cannot resolve', () => {
    const text = "const A = '(a+)'; new RegExp(`^${A}+$`, 'u'); new RegExp(`^${given}`); const b = /x/g;";
    expect(expressionsOf('x.ts', text)).toEqual({
      expressions: [
        { at: 'x.ts:1', source: '^(a+)+$', flags: 'u' },
        { at: 'x.ts:1', source: 'x', flags: 'g' },
      ],
      unknown: ['x.ts:1'],
    });
  });
});
