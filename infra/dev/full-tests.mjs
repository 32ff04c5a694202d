// `npm run test:full` runs the whole suite with the full count of every repeated test, then the journeys and security
// tests once more with the log of every product in KurrentDB (a stand-in for it), and then everything that needs a
// server on Debian's PostgreSQL. It prints the counts of all, and exits with 1 if a test failed. `npm run test:full --
// <path> …` runs only the files whose path contains one of these.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LEFT_OUT as NOT_ON_DEBIAN, filesOnDebian } from './debian-tests.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const paths = process.argv.slice(2);
const isAskedFor = (file) => paths.length === 0 || paths.some((path) => file.includes(path));
const folder = mkdtempSync(join(tmpdir(), 'full-tests-'));

/** Files that the second run leaves out, with the reason for each. */
const LEFT_OUT = {
  'tests/journeys/shared-server.test.ts': 'always runs on KurrentDB',
  'tests/security/40-native-parts.test.ts': 'reads files and starts no product',
  'tests/security/40-supply-chain.test.ts': 'reads files and starts no product',
};
const again = execFileSync('git', ['ls-files', 'tests/journeys/*.test.ts', 'tests/security/*.test.ts'], { cwd: root })
  .toString()
  .trim()
  .split('\n')
  .filter((file) => !(file in LEFT_OUT))
  .filter(isAskedFor);
const onDebian = filesOnDebian().filter(isAskedFor);

// The first run has sent all variants of requests. The others are about another server, so they repeat less often.
const RUNS = [
  { name: 'everything', args: paths, store: 'postgres', rounds: '1', leftOut: {} },
  {
    name: 'journeys and security on KurrentDB',
    args: ['--runTestsByPath', ...again],
    store: 'kurrentdb',
    rounds: '0.1',
    leftOut: LEFT_OUT,
  },
  {
    name: 'everything that needs a server, on Debian’s PostgreSQL',
    args: ['--runTestsByPath', ...onDebian],
    store: 'postgres',
    server: 'debian',
    rounds: '0.1',
    leftOut: NOT_ON_DEBIAN,
  },
].filter(({ args: [first, ...rest] }) => first !== '--runTestsByPath' || rest.length > 0);

/** Runs Jest to its end. @returns its counts */
function run({ name, args, store, server = 'embedded', rounds, leftOut }, i) {
  console.error(`\n${name} …`);
  for (const [file, why] of Object.entries(leftOut)) console.error(`left out: ${file} ${why}`);
  const outcome = join(folder, `${i}.json`);
  const flags = [...args, '--json', `--outputFile=${outcome}`];
  spawnSync(process.execPath, [join(root, 'infra/dev/minhchung.mjs'), 'test', ...flags], {
    cwd: root,
    env: {
      ROUNDS: rounds,
      SHARED_SERVER_MINUTE: '1',
      ...process.env,
      TEST_EVENT_STORE: store,
      TEST_POSTGRES: server,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (!existsSync(outcome)) throw new Error(`${name}: Jest wrote no results, so no test ran`);
  const { numPassedTests, numFailedTests, numPassedTestSuites, numFailedTestSuites } = JSON.parse(
    readFileSync(outcome, 'utf8'),
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests,
    'files passed': numPassedTestSuites,
    'files failed': numFailedTestSuites,
  };
}

const counts = RUNS.map((one, i) => [one.name, run(one, i)]);
rmSync(folder, { recursive: true });
console.table(Object.fromEntries(counts));
// A file that failed to load has no failed tests, so look at the suites as well.
const bad = counts.filter(([, count]) => count.failed > 0 || count['files failed'] > 0 || count.passed === 0);
process.exitCode = bad.length > 0 ? 1 : 0;
