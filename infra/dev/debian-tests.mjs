// Which tests run on Debian's PostgreSQL (TEST_POSTGRES=debian): an own cluster with checksums, on which products log in
// through DATABASE_URL as an owner without other rights (tests/support/servers/debian-postgres.ts).
// `node infra/dev/debian-tests.mjs` runs those of `.ci/run`; arguments are passed on to Jest.
import { execFileSync, spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Files that a run on Debian's PostgreSQL leaves out, with the reason for each. */
export const LEFT_OUT = {
  'apps/cli/kurrentdb-rights.test.ts': 'is about the rights at KurrentDB',
  'libs/platform/db/side-database.test.ts': 'lets the program create databases, which the owner need not be allowed to',
  'libs/platform/embedded-postgres/embedded-postgres.test.ts': 'is about the embedded server',
  'libs/platform/embedded-postgres/embedded-postgres-refused.test.ts': 'is about the embedded server',
  'tests/contract/memory.test.ts': 'needs no PostgreSQL',
  'tests/e2e/first-start.test.ts': 'starts the product on its embedded server',
  'tests/security/40-native-parts.test.ts': 'reads files and starts no product',
  'tests/security/40-supply-chain.test.ts': 'reads files and starts no product',
};

/** What `.ci/run` runs, chosen by time: what meets PostgreSQL itself, every replay, one journey of the whole product. */
const IN_CI = [
  'libs/platform/db/migrations.test.ts',
  'libs/platform/db/pools.test.ts',
  'libs/platform/projections/running/lease.test.ts',
  'tests/contract/postgres*.test.ts',
  'tests/faults/postgres-*.test.ts',
  'tests/faults/projector.test.ts',
  'tests/faults/whole-appends.test.ts',
  'tests/journeys/register.test.ts',
  'tests/replay/*.test.ts',
  'tests/support/servers/*.test.ts',
];

/** Every test file that needs a server, without those left out. */
export function filesOnDebian(paths = ['*.test.ts']) {
  return execFileSync('git', ['ls-files', '--', ...paths], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((file) => !(file in LEFT_OUT) && !/^tests\/(architecture|event-catalog|projections)\//.test(file));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = ['--runTestsByPath', ...filesOnDebian(IN_CI), ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, [join(root, 'infra/dev/minhchung.mjs'), 'test', ...args], {
    cwd: root,
    env: { ROUNDS: '0.02', ...process.env, TEST_POSTGRES: 'debian' },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
