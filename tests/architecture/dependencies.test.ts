import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const CRUISE = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const CONFIG = resolve('.dependency-cruiser.cjs');

interface Report {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly { from: string; to: string; rule: { name: string } }[];
  };
}

/** Every forbidden import in a source tree, as `rule: from → to`. */
function broken(tree: string, ...folders: string[]): { seen: number; violations: string[] } {
  const args = [CRUISE, '--config', CONFIG, '--output-type', 'json', ...folders];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (!stdout) throw new Error(stderr);
  const { summary } = JSON.parse(stdout) as Report;
  const violations = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  return { seen: summary.totalCruised, violations };
}

/** Makes a small source tree of the given files, to apply the same rules to it. */
function planted(files: Record<string, string>): string {
  const tree = mkdtempSync(join(tmpdir(), 'rules-'));
  for (const file of ['package.json', 'tsconfig.json']) cpSync(file, join(tree, file));
  symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), source);
  }
  return tree;
}

const nothing = 'export const x = 1;\n';
const imports = (from: string): string => `export { x } from '${from}';\n`;

/** One breach of each rule; the first file of each breaks the rule. */
const BREACHES: [rule: string, files: Record<string, string>][] = [
  ['kernel-knows-nobody', { 'libs/kernel/a.ts': imports('#platform/b') }],
  ['kernel-is-pure', { 'libs/kernel/c.ts': `import 'kysely';\n${nothing}` }],
  ['platform-knows-no-feature', { 'libs/platform/d.ts': imports('#features/organizations') }],
  ['features-know-no-app', { 'libs/organizations/e.ts': imports('../../apps/api/f.js'), 'apps/api/f.ts': nothing }],
  ['a-plain-name-is-pure', { 'libs/organizations/g.ts': imports('#platform/b') }],
  ['a-feature-is-entered-by-its-index', { 'apps/api/h.ts': imports('../../libs/organizations/g.js') }],
  ['no-cycles', { 'libs/kernel/i.ts': imports('./j.js'), 'libs/kernel/j.ts': imports('./i.js') }],
  ['product-knows-no-test', { 'libs/platform/k.ts': imports('../../tests/l.js'), 'tests/l.ts': nothing }],
  // A folder inside a feature is as pure as the feature's other rules, and none of its files is public.
  ['a-plain-name-is-pure', { 'libs/organizations/rules/m.ts': imports('#platform/b') }],
  ['a-plain-name-is-pure', { 'libs/organizations/rules/index.ts': imports('#platform/b') }],
  [
    'a-plain-name-is-pure',
    {
      'libs/organizations/n.ts': imports('./questions/o.queries.js'),
      'libs/organizations/questions/o.queries.ts': nothing,
    },
  ],
  ['rules-are-pure', { 'libs/organizations/rules/p.queries.ts': imports('#platform/b') }],
  ['a-feature-is-entered-by-its-index', { 'apps/q.ts': imports('../libs/organizations/rules/index.js') }],
  ['a-feature-is-entered-by-its-index', { 'libs/access/r.ts': imports('../organizations/rules/index.js') }],
  ['context-map-papers', { 'libs/papers/s.ts': imports('#features/organizations') }],
];

/** One breach of each rule inside the platform. */
const INSIDE_PLATFORM: readonly [rule: string, from: string, to: string][] = [
  ['platform-rooms-are-in-the-map', 'attic/a', 'db/pools'],
  ['platform-map-start-refused', 'start-refused', 'db/pools'],
  ['platform-map-config', 'config-words', 'db/pools'],
  ['platform-map-db', 'db/a', 'config'],
  ['platform-map-embedded-postgres', 'embedded-postgres/a', 'db/pools'],
  ['platform-map-access', 'access/a', 'http/problems'],
  ['platform-map-outside', 'outside/a', 'http/problems'],
  ['platform-map-event-store', 'event-store/a', 'projections/serving'],
  ['platform-map-commands', 'commands/a', 'projections/serving'],
  ['platform-map-sealing', 'sealing/a', 'event-store/event-store'],
  ['platform-map-projections', 'projections/a', 'http/problems'],
  ['platform-map-feature', 'feature', 'http/problems'],
  ['platform-map-http', 'http/a', 'platform.module'],
  ['platform-map-platform.module', 'platform.module', 'embedded-postgres/server'],
  ['projections-are-entered-by-a-door', 'http/b', 'projections/serving/served'],
  ['projections-are-entered-by-a-door', '../coverage/a.queries', 'projections/serving/served'],
  ['projections-order-declaring', 'projections/declaring/a', 'projections/folding/fold'],
  ['projections-order-folding', 'projections/folding/a', 'projections/writing/writer'],
  ['projections-order-writing', 'projections/writing/a', 'projections/serving/served'],
  ['projections-order-serving', 'projections/serving/a', 'projections/running/runner'],
  ['projections-order-running', 'projections/running/a', 'projections/serving'],
];

describe('the import rules', () => {
  it('hold for the whole tree', () => {
    const { seen, violations } = broken('.', 'apps', 'libs', 'infra');
    expect(violations).toEqual([]);
    expect(seen).toBeGreaterThan(40);
  });

  it('each detect a breach', () => {
    const tree = planted(
      Object.assign(
        { 'libs/platform/b.ts': nothing, 'libs/organizations/index.ts': nothing },
        ...BREACHES.map(([, files]) => files),
      ) as Record<string, string>,
    );
    try {
      const { violations } = broken(tree, 'apps', 'libs', 'tests');
      const unnoticed = BREACHES.filter(
        ([rule, files]) =>
          !violations.some((violation) => violation.startsWith(`${rule}: ${Object.keys(files)[0] ?? ''} `)),
      );
      expect(unnoticed).toEqual([]);
    } finally {
      rmSync(tree, { recursive: true });
    }
  });

  it('detect a breach of each rule inside the platform', () => {
    const file = (name: string) => join('libs/platform', `${name}.ts`);
    const pathTo = (from: string, to: string) => `./${relative(dirname(file(from)), file(to)).replace(/ts$/, 'js')}`;
    const tree = planted(
      Object.fromEntries([
        ...INSIDE_PLATFORM.map(([, , to]) => [file(to), nothing]),
        ...INSIDE_PLATFORM.map(([, from, to]) => [file(from), imports(pathTo(from, to))]),
      ]) as Record<string, string>,
    );
    try {
      const { violations } = broken(tree, 'libs');
      const unnoticed = INSIDE_PLATFORM.filter(
        ([rule, from, to]) => !violations.includes(`${rule}: ${file(from)} → ${file(to)}`),
      );
      expect(unnoticed).toEqual([]);
    } finally {
      rmSync(tree, { recursive: true });
    }
    const { forbidden } = createRequire(import.meta.url)(CONFIG) as { forbidden: { name: string }[] };
    const rules = forbidden.map(({ name }) => name).filter((name) => /^(platform-(map|rooms)|projections)-/.test(name));
    expect([...new Set(INSIDE_PLATFORM.map(([rule]) => rule))]).toEqual(rules);
  });
});
