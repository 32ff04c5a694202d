// `npm run test:random -- <rounds> [path …]` repeats every suite with random input, with fresh seeds, and counts
// failures, to find a test that fails once in a hundred runs before it fails on an unrelated change.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const [given = '10', ...paths] = process.argv.slice(2);
const rounds = Number(given);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`npm run test:random -- <rounds> [path …], not ${given}`);

/** A suite has random input if it uses fast-check, takes a seed, or kills at a random moment. */
const DRAWS = "'fast-check'|_SEED|rounds\\(";
const suites = execFileSync('git', ['grep', '-lE', DRAWS, '--', '*.spec.ts', '*.test.ts'], { cwd: root })
  .toString()
  .trim()
  .split('\n')
  .filter((file) => paths.length === 0 || paths.some((path) => file.includes(path)));
if (suites.length === 0) throw new Error(`no suite in ${paths.join(', ')} has random input`);

const folder = mkdtempSync(join(tmpdir(), 'random-suites-'));
const outcome = join(folder, 'outcome.json');
const flags = ['--runTestsByPath', ...suites, '--maxWorkers=1', '--json', `--outputFile=${outcome}`];
const counts = new Map(suites.map((suite) => [suite, { runs: 0, failures: 0, seconds: 0 }]));
let failures = 0;
for (let round = 1; round <= rounds; round++) {
  rmSync(outcome, { force: true });
  const jest = spawnSync(process.execPath, [join(root, 'infra/dev/minhchung.mjs'), 'test', ...flags], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (!existsSync(outcome)) throw new Error(`no test ran: ${jest.stderr}`);
  for (const { name, status, message, startTime, endTime } of JSON.parse(readFileSync(outcome, 'utf8')).testResults) {
    const suite = name.slice(root.length + 1);
    const count = counts.get(suite);
    count.runs += 1;
    count.seconds += Math.round((endTime - startTime) / 1000);
    if (status === 'passed') continue;
    count.failures += 1;
    failures += 1;
    console.error(`round ${round}: ${suite}\n${message}`);
  }
  console.error(`round ${round} of ${rounds} done, ${failures} suites failed so far`);
}
rmSync(folder, { recursive: true });
console.table(Object.fromEntries(counts));
process.exitCode = failures > 0 ? 1 : 0;
