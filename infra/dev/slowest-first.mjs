/** Approximate seconds that each slow file takes on two cores. A file that is not named takes less than ten. */
const SECONDS = {
  'tests/journeys/every-route.test.ts': 120,
  'tests/faults/whole-appends.test.ts': 60,
  'tests/faults/ring-key-kill.test.ts': 60,
  'tests/faults/projector.test.ts': 55,
  'tests/e2e/first-start.test.ts': 55,
  'tests/faults/copy-log-kill.test.ts': 50,
  'tests/security/01-two-worlds.test.ts': 50,
  'tests/security/on-one-product.test.ts': 45,
  'tests/security/28-several-persons.test.ts': 45,
  'tests/journeys/shared-server.test.ts': 40,
  'tests/journeys/copied-log.test.ts': 40,
  'tests/faults/postgres-kill-server.test.ts': 35,
  'tests/faults/kurrentdb.test.ts': 32,
  'tests/journeys/log-strange.test.ts': 30,
  'libs/periods/periods.controller.test.ts': 29,
  'tests/faults/postgres-kill-program.test.ts': 28,
  'libs/platform/embedded-postgres/embedded-postgres.test.ts': 27,
  'tests/security/01-restricted-commands.test.ts': 30,
  'tests/replay/restricted.test.ts': 25,
  'tests/security/24-session-end.test.ts': 25,
  'tests/openapi/client.test.ts': 25,
  'tests/openapi/document.test.ts': 20,
  'tests/replay/after.test.ts': 20,
  'tests/journeys/log-away.test.ts': 20,
  'tests/security/31-readings.test.ts': 20,
  'tests/security/38-erased-keys.test.ts': 20,
  'apps/cli/kurrentdb-refused.test.ts': 20,
  'tests/faults/kurrentdb-foreign.test.ts': 18,
  'tests/faults/kurrentdb-following.test.ts': 17,
  'tests/faults/kurrentdb-connection.test.ts': 17,
  'tests/journeys/canary.test.ts': 17,
  'tests/contract/postgres-ordering.test.ts': 16,
  'apps/cli/kurrentdb-rights.test.ts': 15,
  'tests/replay/replay.test.ts': 15,
  'libs/platform/sealing/key-store.test.ts': 15,
  'tests/security/03-field-access.test.ts': 15,
  'apps/platform.test.ts': 14,
  'tests/faults/new-master-key-kill.test.ts': 12,
  'tests/replay/coverage.test.ts': 13,
  'tests/security/01-scoped-reading.test.ts': 12,
  'tests/replay/organizations.test.ts': 12,
};

/**
 * Starts the slow files first. Otherwise one worker could still run a slow file when all others have nothing left. Jest
 * itself orders files by the times of earlier runs, which a fresh clone does not have.
 */
export default class SlowestFirst {
  sort(tests) {
    const seconds = ({ path, context }) => SECONDS[path.slice(context.config.rootDir.length + 1)] ?? 0;
    const bytes = ({ path, context }) => context.hasteFS.getSize(path) ?? 0;
    return [...tests].sort((a, b) => seconds(b) - seconds(a) || bytes(b) - bytes(a));
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {
    // The order does not depend on earlier runs.
  }
}
