import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

/**
 * Files with SQL statements whose text is built at run time, and the parts that are inserted into the text. Values from
 * requests are always parameters (`$1`, or `${…}` in a template of `sql`), never text.
 */
const PUT_TOGETHER: Readonly<Record<string, string>> = {
  'libs/platform/db/durability.ts': 'names of settings, a constant list',
  'libs/platform/db/kysely.ts': 'passes on what Kysely made, with its parameters',
  'libs/platform/db/side-database.ts': 'the name of a database from the configuration, escaped',
  'libs/platform/event-store/postgres.call.ts': 'sends a statement by its name, a constant of postgres.batch.ts',
  'libs/platform/event-store/postgres.reads.ts': 'one of some statements that are constants of the same file',
  'libs/platform/projections/running/compare.ts': 'names of tables and keys, from the declarations of read models',
  'libs/platform/projections/running/gone.ts': 'names of tables, from the declarations of read models',
  'libs/platform/projections/running/reset.ts': 'names of tables, from the declarations of read models',
  'libs/platform/projections/running/generation-lifecycle.ts': 'names of tables, from the declarations of read models',
  'libs/platform/projections/mirror.ts': 'names of tables and columns, from the declarations of read models',
  'libs/platform/projections/narrowing.ts': 'names of tables and columns, from the declarations of read models',
  'libs/platform/projections/writing/past.ts': 'names of tables and columns, from the declarations of read models',
  'libs/platform/projections/rows-for.ts': 'the alias of a table, in a query of the same program',
  'libs/platform/projections/writing/statement.ts': 'runs what writer.ts made of the declarations of read models',
  'libs/platform/db/transaction.ts': 'the first word of a transaction, from its caller',
  'libs/platform/sealing/postgres.key-ring.ts': 'one of the constants of the same file',
  'libs/readings/log-of-readings.queries.ts': 'conditions that are constants, with the numbers of their parameters',
};

const MAKERS = new Set(['raw', 'lit', 'ref', 'table', 'id']);

/** Whether an expression is constant text: a literal, a constant, or a concatenation of these. */
function isWhole(node: ts.Expression, types: ts.TypeChecker): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return isWhole(node.expression, types);
  if (ts.isTemplateExpression(node)) return node.templateSpans.every(({ expression }) => isWhole(expression, types));
  if (ts.isBinaryExpression(node)) return isWhole(node.left, types) && isWhole(node.right, types);
  if (ts.isConditionalExpression(node)) return isWhole(node.whenTrue, types) && isWhole(node.whenFalse, types);
  if (ts.isObjectLiteralExpression(node)) return node.properties.some((one) => isWholeText(one, types));
  const type = types.getTypeAtLocation(node);
  const all = type.isUnion() ? type.types : [type];
  if (all.every((one) => one.isStringLiteral() || (one.flags & ts.TypeFlags.NumberLike) !== 0)) return true;
  return ts.isIdentifier(node) && isWholeConstant(node, types);
}

/** The text of a query given as `text: '…'`, or as a constant that is spread into the query. */
function isWholeText(property: ts.ObjectLiteralElementLike, types: ts.TypeChecker): boolean {
  if (ts.isSpreadAssignment(property)) return isWhole(property.expression, types);
  return (
    ts.isPropertyAssignment(property) && property.name.getText() === 'text' && isWhole(property.initializer, types)
  );
}

function isWholeConstant(node: ts.Identifier, types: ts.TypeChecker): boolean {
  const symbol = types.getSymbolAtLocation(node);
  const origin = symbol && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? types.getAliasedSymbol(symbol) : symbol;
  const declared = origin?.valueDeclaration;
  if (!declared || !ts.isVariableDeclaration(declared) || !declared.initializer) return false;
  return (ts.getCombinedNodeFlags(declared) & ts.NodeFlags.Const) !== 0 && isWhole(declared.initializer, types);
}

/** The SQL text, or the part of it, that a call executes. */
function statementOf(node: ts.Node): ts.Expression | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { expression: owner, name } = node.expression;
  const ownerIs = owner.getText();
  const makes = (ownerIs === 'sql' && MAKERS.has(name.text)) || (ownerIs === 'CompiledQuery' && name.text === 'raw');
  return makes || name.text === 'query' ? node.arguments[0] : undefined;
}

function looked(program: ts.Program, files: readonly string[]) {
  const types = program.getTypeChecker();
  const [open, seen]: [string[], string[]] = [[], []];
  for (const file of files) {
    const tree = program.getSourceFile(file);
    if (!tree) throw new Error(`${file} is not in the program`);
    const visit = (node: ts.Node): void => {
      const statement = statementOf(node);
      if (statement) {
        const at = `${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
        seen.push(at);
        if (!isWhole(statement, types)) open.push(at);
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  return { open, seen };
}

const fileOf = (at: string) => at.replace(/:\d+$/, '');

describe('check 10: the text of a statement', () => {
  it('is constant, or its file is listed here with the parts that are inserted', () => {
    const files = execFileSync('git', ['ls-files', '--', 'apps', 'libs'], { encoding: 'utf8' })
      .split('\n')
      .filter((file) => file.endsWith('.ts') && !/\.(spec|test|contract)\.ts$/.test(file));
    const { config } = ts.readConfigFile('tsconfig.json', (file) => ts.sys.readFile(file)) as { config: object };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
    const { open, seen } = looked(ts.createProgram(files, options), files);
    expect(seen.length).toBeGreaterThan(100);
    expect(open.filter((at) => !(fileOf(at) in PUT_TOGETHER))).toEqual([]);
    expect(Object.keys(PUT_TOGETHER).filter((file) => !open.some((at) => fileOf(at) === file))).toEqual([]);
  });

  it.each([
    ['sql.raw(sent)', false],
    ['sql.lit(sent)', false],
    ['sql.lit(7)', true],
    ['sql.ref(`a.${sent}`)', false],
    ['sql.ref(`a.${column}`)', true],
    ['CompiledQuery.raw(`select ${sent}`)', false],
    ['pool.query(`select ${sent}`)', false],
    ["pool.query('select ' + sent)", false],
    ['pool.query({ text: sent, values: [] })', false],
    ['pool.query({ text: WHOLE, values: [sent] })', true],
    ['pool.query(`${WHOLE} limit 1`, [sent])', true],
    ['pool.query(mayChange)', false],
  ])('is classified: %s', (call, whole) => {
    const text = `declare const sql: any, pool: any, CompiledQuery: any, sent: string, column: 'x' | 'y';
      const WHOLE: string = 'select 1'; let mayChange: string = WHOLE; ${call};`;
    const host = ts.createCompilerHost({});
    const tree = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true);
    const program = ts.createProgram(
      ['x.ts'],
      { noLib: true, types: [] },
      {
        ...host,
        getSourceFile: (name) => (name === 'x.ts' ? tree : undefined),
      },
    );
    const { open, seen } = looked(program, ['x.ts']);
    expect([seen.length, open.length === 0]).toEqual([1, whole]);
  });
});
