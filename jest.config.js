import { swcOptions } from './infra/dev/swc-options.mjs';

/** One PostgreSQL for the whole run, shared by the tests that need one. */
const withServer = {
  globalSetup: '<rootDir>/tests/support/servers/global-setup.mjs',
  globalTeardown: '<rootDir>/tests/support/servers/global-teardown.mjs',
};

const project = (displayName, testMatch, more = {}) => ({
  displayName,
  ...more,
  testMatch: testMatch.map((glob) => `<rootDir>/${glob}`),
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', swcOptions] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
});

/** The time-out grows with ROUNDS (tests/support/rounds.ts), relative to `npm test`. */
const LONGER = Math.max(1, 10 * Number(process.env.ROUNDS ?? 0.1));

/** unit: pure rules, no server. integration: a real PostgreSQL, real processes. e2e: the whole product over HTTP. */
/** @type {import('jest').Config} */
export default {
  testTimeout: 300_000 * LONGER,
  // Many tests wait for other processes and for time-outs: a third worker uses what two leave of two cores.
  maxWorkers: 3,
  // The modules of a finished file are never freed: a worker that has grown is replaced.
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/infra/dev/slowest-first.mjs',
  projects: [
    project('unit', [
      '{apps,libs,infra}/**/*.spec.ts',
      'tests/{architecture,event-catalog,openapi,projections}/**/*.test.ts',
    ]),
    project(
      'integration',
      ['{apps,libs,infra}/**/*.test.ts', 'tests/{contract,replay,faults,sql,support}/**/*.test.ts'],
      withServer,
    ),
    project('e2e', ['tests/{journeys,e2e,security}/**/*.test.ts'], withServer),
  ],
};
