/**
 * Who may know whom: apps → features → platform → kernel, never back. A feature reaches another only through its
 * index.ts and only along the context map below. `tests/architecture` runs this file.
 */
const FEATURES = [
  'rulebook',
  'identity',
  'erasure',
  'readings',
  'organizations',
  'access',
  'terms',
  'engagements',
  'discipline',
  'confirmations',
  'obligations',
  'coverage',
  'periods',
];

/** feature → the features it may know */
const CONTEXT_MAP = {
  rulebook: [],
  organizations: [],
  identity: [],
  erasure: [],
  readings: [],
  access: ['organizations'],
  terms: ['organizations'],
  engagements: ['organizations', 'rulebook'],
  discipline: ['organizations', 'engagements', 'rulebook'],
  confirmations: ['engagements', 'discipline', 'coverage', 'periods'],
  obligations: ['engagements', 'discipline'],
  coverage: ['organizations', 'engagements', 'terms'],
  periods: ['coverage'],
};

const feature = (names) => `^libs/(${names.join('|')})/`;
const EDGES = '\\.(projection|queries|controller|handler|reaction|module)\\.ts$';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'kernel-knows-nobody',
      severity: 'error',
      from: { path: '^libs/kernel/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(libs/(?!kernel/)|apps/|tests/|infra/)' },
    },
    {
      name: 'kernel-is-pure',
      comment: 'No framework, no database, no clock: zod, Temporal, uuid and node:crypto only.',
      severity: 'error',
      from: { path: '^libs/kernel/', pathNot: '\\.spec\\.ts$' },
      to: {
        dependencyTypes: ['npm', 'core'],
        pathNot: 'node_modules/(zod|uuid|@js-temporal/polyfill)/|^(crypto|util)$',
      },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^libs/platform/' },
      to: { path: `${feature(FEATURES)}|^apps/` },
    },
    {
      name: 'features-know-no-app',
      severity: 'error',
      from: { path: feature(FEATURES) },
      to: { path: '^(apps|infra)/' },
    },
    {
      name: 'a-plain-name-is-pure',
      severity: 'error',
      from: { path: feature(FEATURES), pathNot: `${EDGES}|\\.(spec|test)\\.ts$|/index\\.ts$` },
      to: { path: `^libs/platform/|^node_modules/(@nestjs|kysely|pg)/|${EDGES}` },
    },
    {
      name: 'a-feature-is-entered-by-its-index',
      severity: 'error',
      from: { path: '^(libs|apps)/([^/]+)/' },
      to: { path: feature(FEATURES), pathNot: ['^libs/$2/', '/index\\.ts$'] },
    },
    ...FEATURES.map((name) => ({
      name: `context-map-${name}`,
      severity: 'error',
      from: { path: feature([name]) },
      to: {
        path: feature(FEATURES),
        pathNot: [name, ...CONTEXT_MAP[name]].map((known) => `^libs/${known}/`),
      },
    })),
    {
      name: 'product-knows-no-test',
      severity: 'error',
      from: { path: '^(libs|apps|infra)/', pathNot: '\\.(spec|test)\\.ts$|\\.contract\\.ts$' },
      to: { path: '^tests/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
