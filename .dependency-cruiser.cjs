/**
 * Who may know whom: apps → features → platform → kernel, never back. A feature reaches another only through its
 * index.ts and only along the context map below. `tests/architecture` runs this file.
 */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

/** Every folder of libs but the two that all others stand on. */
const FEATURES = readdirSync(join(__dirname, 'libs')).filter((name) => name !== 'kernel' && name !== 'platform');

/** feature → the features it may know; one that is not named may know none */
const CONTEXT_MAP = {
  rulebook: ['papers'],
  organizations: ['papers'],
  erasure: ['papers'],
  access: ['papers', 'organizations'],
  terms: ['papers', 'organizations'],
  engagements: ['papers', 'organizations', 'rulebook'],
  'routine-supervision': ['organizations', 'engagements'],
  discipline: ['papers', 'organizations', 'engagements', 'rulebook'],
  confirmations: ['engagements', 'discipline', 'counting-rules', 'periods'],
  obligations: ['papers', 'engagements', 'discipline'],
  'counting-rules': ['papers'],
  coverage: ['papers', 'organizations', 'engagements', 'terms', 'counting-rules'],
  periods: ['papers', 'coverage'],
};

/**
 * Rooms of libs/platform, lowest first → the rooms that each may know. The configuration is read by programs and handed on
 * as values, so no room knows it. docs/decisions/018 says why the order is this one.
 */
const PLATFORM_MAP = {
  'start-refused': [],
  config: ['start-refused'],
  db: ['start-refused'],
  'embedded-postgres': ['start-refused'],
  access: [],
  'event-store': ['db', 'start-refused'],
  commands: ['access', 'db', 'event-store'],
  sealing: ['db', 'start-refused'],
  projections: ['access', 'db', 'event-store'],
  feature: ['projections'],
  http: ['access', 'commands', 'event-store', 'projections', 'sealing'],
  'platform.module': ['access', 'commands', 'config', 'db', 'event-store', 'http', 'projections', 'sealing'],
};
/** A room is a folder, or the file of that name with those beside it: config.ts, config-words.ts. */
const room = (name) => `^libs/platform/${name.replace('.', '\\.')}(/|[-.][^/]*$)`;

/** Folders of libs/platform/projections, lowest first: each knows those before it, and no door. */
const PROJECTIONS = ['declaring', 'folding', 'writing', 'serving', 'running'];
const projections = (names) => `^libs/platform/projections/(${names.join('|')})/`;

const feature = (names) => `^libs/(${names.join('|')})/`;
/** The one door of a feature; an index.ts in a folder of it is none. */
const INDEX = '^libs/[^/]+/index\\.ts$';
const EDGES = '\\.(projection|queries|controller|handler|reaction|module|feature)\\.ts$';
const IMPURE = `^libs/platform/|^node_modules/(@nestjs|kysely|pg)/|${EDGES}`;

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
      name: 'platform-rooms-are-in-the-map',
      severity: 'error',
      from: { path: '^libs/platform/', pathNot: Object.keys(PLATFORM_MAP).map(room) },
      to: {},
    },
    ...Object.entries(PLATFORM_MAP).map(([name, known]) => ({
      name: `platform-map-${name}`,
      severity: 'error',
      from: { path: room(name) },
      to: { path: '^libs/platform/', pathNot: [name, ...known].map(room) },
    })),
    {
      name: 'projections-are-entered-by-a-door',
      comment: 'The doors are the files at the top of the folder.',
      severity: 'error',
      from: { path: '^(libs|apps|infra)/', pathNot: '^libs/platform/projections/' },
      to: { path: '^libs/platform/projections/[^/]+/' },
    },
    ...PROJECTIONS.map((name, i) => ({
      name: `projections-order-${name}`,
      severity: 'error',
      from: { path: projections([name]) },
      to: { path: '^libs/platform/projections/', pathNot: projections(PROJECTIONS.slice(0, i + 1)) },
    })),
    {
      name: 'features-know-no-app',
      severity: 'error',
      from: { path: feature(FEATURES) },
      to: { path: '^(apps|infra)/' },
    },
    {
      name: 'a-plain-name-is-pure',
      severity: 'error',
      from: { path: feature(FEATURES), pathNot: `${EDGES}|\\.(spec|test)\\.ts$|${INDEX}` },
      to: { path: IMPURE },
    },
    {
      name: 'rules-are-pure',
      comment: 'In a folder rules/ no name excuses.',
      severity: 'error',
      from: { path: '^libs/[^/]+/rules/', pathNot: '\\.(spec|test)\\.ts$' },
      to: { path: IMPURE },
    },
    {
      name: 'a-feature-is-entered-by-its-index',
      severity: 'error',
      from: { path: '^(libs|apps)/([^/]+)' },
      to: { path: feature(FEATURES), pathNot: ['^libs/$2/', INDEX] },
    },
    ...FEATURES.map((name) => ({
      name: `context-map-${name}`,
      severity: 'error',
      from: { path: feature([name]) },
      to: {
        path: feature(FEATURES),
        pathNot: [name, ...(CONTEXT_MAP[name] ?? [])].map((known) => `^libs/${known}/`),
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
