// `npm run test:full` runs the whole suite with the full count of every repeated test, and then the journeys and
// security tests once more with the log of every product in KurrentDB (a stand-in for it). It prints the counts of
// both, and exits with 1 if a test failed. `npm run test:full -- <path> …` runs only the files whose path contains one
// of these.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const paths = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'full-tests-'));

/** Files that the second run leaves out, with the reason for each. */
const LEFT_OUT = {
  'tests/journeys/shared-server.test.ts': 'always runs on KurrentDB',
  'tests/security/40-supply-chain.test.ts': 'reads files and starts no product',
};
const again = execFileSync('git', ['ls-files', 'tests/journeys/*.test.ts', 'tests/security/*.test.ts'], { cwd: root })
  .toString()
  .trim()
  .split('\n')
  .filter((file) => !(file in LEFT_OUT))
  .filter((file) => paths.length === 0 || paths.some((path) => file.includes(path)));

const RUNS = [
  { name: 'everything', args: paths, store: 'postgres', rounds: '1' },
  // The first run has sent all variants of requests. This run is about the other store, so it repeats less often.
  {
    name: 'journeys and security on KurrentDB',
    args: ['--runTestsByPath', ...again],
    store: 'kurrentdb',
    rounds: '0.1',
  },
].filter(({ store }) => store === 'postgres' || again.length > 0);

/** Runs Jest to its end. @returns its counts */
function run({ name, args, store, rounds }, i) {
  console.error(`\n${name} …`);
  if (store === 'kurrentdb')
    for (const [file, why] of Object.entries(LEFT_OUT)) console.error(`left out: ${file} ${why}`);
  const outcome = join(folder, `${i}.json`);
  const flags = [...args, '--json', `--outputFile=${outcome}`];
  spawnSync(process.execPath, [join(root, 'infra/dev/minhchung.mjs'), 'test', ...flags], {
    cwd: root,
    env: { ROUNDS: rounds, SHARED_SERVER_MINUTE: '1', ...process.env, TEST_EVENT_STORE: store },
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
