import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { append } from './append.js';
import { kernel } from './kernel.js';
import { type Figure, met, type Part, ratios, table } from './report.js';
import { type BenchServer, type Machine, startServer } from './server.js';

interface Options {
  /** The long runs: 1,000,000 events. */
  readonly full: boolean;
}

const PARTS: Readonly<Record<string, (server: BenchServer, options: Options) => Promise<Part>>> = {
  append,
  kernel,
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
  if (unknown !== undefined) throw new TypeError(`there is no part "${unknown}"`);
  return { full: values.full, only, json: values.json };
}

const machineLine = ({ cores, cpu, node, postgres, fsync, inMemory }: Machine) =>
  `${cores} cores (${cpu}), Node ${node}, PostgreSQL ${postgres}; fdatasync of 8 kB: p50 ${fsync.p50.toFixed(2)} ms, p99 ${fsync.p99.toFixed(2)} ms` +
  (inMemory ? ' — the temporary folder is in memory: nothing here says what a disk would' : '');

const inJson = (figure: Figure) => ({ ...figure, ratios: ratios(figure), met: met(figure) });

/** Measures the parts one after the other. @returns whether each could be measured */
async function bench({ full, only, json }: ReturnType<typeof options>): Promise<boolean> {
  const server = await startServer();
  const figures: Figure[] = [];
  const notes: string[] = [];
  let failures = 0;
  try {
    const machine = await server.describe();
    for (const [name, part] of Object.entries(PARTS)) {
      if (only.length > 0 && !only.includes(name)) continue;
      const started = performance.now();
      try {
        const measured = await part(server, { full });
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
