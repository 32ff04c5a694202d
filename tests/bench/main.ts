import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { access } from './access.js';
import { restrictedPairs } from './restricted-pairs.js';
import { append } from './append.js';
import { coverageOfCity } from './coverage.js';
import { http } from './http.js';
import { kernel } from './kernel.js';
import { rotation } from './rotation.js';
import { sealing } from './sealing.js';
import { kurrentdb } from './kurrentdb.js';
import { logDatabase } from './log-database.js';
import { members } from './members.js';
import { memory } from './memory.js';
import { readings } from './readings.js';
import { rebuild } from './rebuild.js';
import { type Figure, met, type Part, ratios, table } from './report.js';
import { twins } from './twins.js';
import { type BenchServer, type Database, type Machine, startServer } from './server.js';

/** What the parts of the benchmark share. */
interface Bench {
  readonly server: BenchServer;
  /** Number of events of the long log, and of rounds over it. */
  readonly events: number;
  readonly rounds: number;
  /** A database with the long log and no read models; made at the first call. */
  readonly log: () => Promise<Database>;
}

const PARTS: Readonly<Record<string, (bench: Bench) => Promise<Part>>> = {
  kernel,
  twins,
  sealing,
  rotation: ({ server }) => rotation(server),
  access: ({ server }) => access(server),
  readings: ({ server }) => readings(server),
  members: ({ server }) => members(server),
  'restricted-pairs': ({ server }) => restrictedPairs(server),
  append: ({ server }) => append(server),
  rebuild: async ({ server, log, events, rounds }) => rebuild(server, await log(), events, rounds),
  http: ({ server }) => http(server),
  coverage: ({ server }) => coverageOfCity(server),
  kurrentdb,
  memory: async ({ server, log, events }) => memory(server, await log(), events, events >= 1_000_000),
};

const USAGE = `npm run bench -- [--full] [--only ${Object.keys(PARTS).join('|')}] [--json FILE]`;

function options() {
  const { values } = parseArgs({
    options: {
      full: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'string' },
    },
  });
  const only = values.only.flatMap((names) => names.split(','));
  const unknown = only.find((name) => !(name in PARTS));
  if (unknown !== undefined)
    throw new TypeError(`the benchmark has no part "${unknown}"; name a part that the usage lists`);
  return { full: values.full, only, json: values.json };
}

const machineLine = ({ cores, cpu, node, postgres, fsync, inMemory }: Machine) =>
  `${cores} cores (${cpu}), Node ${node}, PostgreSQL ${postgres}; fdatasync of 8 kB: p50 ${fsync.p50.toFixed(2)} ms, p99 ${fsync.p99.toFixed(2)} ms` +
  (inMemory ? ' — the temporary folder is in memory, so these figures do not hold for a disk' : '');

const inJson = (figure: Figure) => ({ ...figure, ratios: ratios(figure), met: met(figure) });

/** Measures the parts one after the other. @returns whether every part could be measured */
async function bench({ full, only, json }: ReturnType<typeof options>): Promise<boolean> {
  const server = await startServer();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void server.remove().finally(() => process.exit(130)));
  const figures: Figure[] = [];
  const notes: string[] = [];
  let failures = 0;
  try {
    const machine = await server.describe();
    const events = full ? 1_000_000 : 60_000;
    let made: Promise<Database> | undefined;
    const context: Bench = { server, events, rounds: full ? 3 : 5, log: () => (made ??= logDatabase(server, events)) };
    for (const [name, part] of Object.entries(PARTS)) {
      if (only.length > 0 && !only.includes(name)) continue;
      const started = performance.now();
      try {
        const measured = await part(context);
        figures.push(...measured.figures);
        notes.push(...measured.notes);
        console.error(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
      } catch (error) {
        failures++;
        notes.push(`${name} could not be measured: ${error instanceof Error ? error.message : String(error)}`);
        console.error(error);
      }
    }
    console.log(
      [machineLine(machine), '', table(figures), '', ...notes.map((note, i) => `${i + 1}. ${note}`)].join('\n'),
    );
    if (json !== undefined) {
      const report = { at: new Date().toISOString(), full, machine, figures: figures.map(inJson), notes };
      writeFileSync(resolve(process.env.INIT_CWD || process.cwd(), json), `${JSON.stringify(report, null, 2)}\n`);
    }
  } finally {
    await server.remove();
  }
  return failures === 0;
}

try {
  process.exitCode = (await bench(options())) ? 0 : 1;
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n${USAGE}` : error);
  process.exitCode = 1;
}
