/**
 * Which imports are allowed: apps → features → platform → kernel, never back. A feature imports another only through its
 * index.ts and only along the context map below. `tests/architecture` runs this file.
 */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

/** Every folder of libs except kernel and platform. */
const FEATURES = readdirSync(join(__dirname, 'libs')).filter((name) => name !== 'kernel' && name !== 'platform');

/** feature → the features it may import; a feature that is not listed may import none */
const CONTEXT_MAP = {
  rulebook: ['papers'],
  organizations: ['papers', 'rulebook'],
  members: ['papers', 'organizations', 'rulebook'],
  identity: ['members'],
  access: ['papers', 'organizations', 'identity', 'members'],
  proposals: ['organizations', 'access', 'counting-rules', 'erasure', 'set-up', 'terms'],
  'set-up': ['papers', 'access'],
  terms: ['papers', 'organizations', 'set-up'],
  engagements: ['papers', 'organizations', 'rulebook', 'members'],
  'routine-supervision': ['organizations', 'engagements', 'members'],
  discipline: ['papers', 'organizations', 'engagements', 'rulebook', 'members'],
  twins: ['engagements', 'discipline', 'organizations', 'members'],
  confirmations: ['engagements', 'discipline', 'counting-rules', 'periods', 'twins'],
  erasure: ['papers', 'engagements', 'discipline', 'members'],
  readings: ['erasure', 'members'],
  obligations: ['papers', 'organizations', 'engagements', 'discipline', 'members'],
  'counting-rules': ['papers'],
  coverage: ['papers', 'organizations', 'engagements', 'terms', 'counting-rules', 'set-up', 'members'],
  periods: ['papers', 'coverage', 'set-up'],
};

/**
 * Layers of libs/platform, lowest first → the layers that each may import. Programs read the configuration and pass values
 * on, so no layer imports it. docs/decisions/018 gives the reasons for this order.
 */
const PLATFORM_MAP = {
  'start-refused': [],
  config: ['start-refused'],
  db: ['start-refused'],
  'embedded-postgres': ['start-refused'],
  access: [],
  outside: [],
  'event-store': ['db', 'start-refused'],
  commands: ['access', 'db', 'event-store'],
  sealing: ['db', 'start-refused'],
  projections: ['access', 'db', 'event-store'],
  feature: ['projections'],
  http: ['access', 'commands', 'event-store', 'projections', 'sealing'],
  'platform.module': ['access', 'commands', 'config', 'db', 'event-store', 'http', 'outside', 'projections', 'sealing'],
};
/** A layer is a folder, or a file of that name with those beside it: config.ts, config-words.ts. */
const room = (name) => `^libs/platform/${name.replace('.', '\\.')}(/|[-.][^/]*$)`;

/** Folders of libs/platform/projections, lowest first: each imports those before it, and no public file. */
const PROJECTIONS = ['declaring', 'folding', 'writing', 'serving', 'running'];
const projections = (names) => `^libs/platform/projections/(${names.join('|')})/`;

const feature = (names) => `^libs/(${names.join('|')})/`;
/** The only public file of a feature; an index.ts in a folder of it is not public. */
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
      comment: 'The public files are those at the top of the folder.',
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
      comment: 'In a folder rules/ every file is pure, whatever its name.',
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
