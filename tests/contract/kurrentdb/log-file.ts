import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { isRun } from './entries.js';
import type { LoggedEvent, Run } from './events.js';
import { type Edges, type Keeper, MemoryLog } from './memory-log.js';

/** Stores bigints as strings. */
type Kept<T> = { [Key in keyof T]: T[Key] extends bigint ? string : T[Key] extends Uint8Array ? string : T[Key] };
type Line = Kept<LoggedEvent> | Kept<Run> | { edges: Kept<Edges> };

/** A log file that stays consistent if the process is killed: one write for each append, before it is answered or visible. */
export function logInFile(path: string): MemoryLog {
  const kept = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  const log = new MemoryLog(new LogFile(path));
  let edges: Edges | undefined;
  const entries: (LoggedEvent | Run)[] = [];
  for (const text of kept) {
    const line = JSON.parse(text) as Line;
    if (!('edges' in line)) entries.push('count' in line ? runOf(line) : eventOf(line));
    else edges = { next: BigInt(line.edges.next), scavengedTo: BigInt(line.edges.scavengedTo) };
  }
  log.restore(entries, edges);
  return log;
}

class LogFile implements Keeper {
  private file: number;

  constructor(private readonly path: string) {
    this.file = openSync(path, 'a');
  }

  add(written: readonly (LoggedEvent | Run)[]): void {
    writeSync(this.file, written.map(textOf).join(''));
  }

  replace(entries: Iterable<LoggedEvent | Run>, { next, scavengedTo }: Edges): void {
    const edges: Line = { edges: { next: String(next), scavengedTo: String(scavengedTo) } };
    writeFileSync(`${this.path}.new`, `${[...entries].map(textOf).join('')}${JSON.stringify(edges)}\n`);
    renameSync(`${this.path}.new`, this.path);
    closeSync(this.file);
    this.file = openSync(this.path, 'a');
  }
}

function textOf(entry: LoggedEvent | Run): string {
  const where = { revision: String(entry.revision), position: String(entry.position), ticks: String(entry.ticks) };
  const line: Line = isRun(entry)
    ? { ...entry, ...where }
    : {
        ...entry,
        ...where,
        data: Buffer.from(entry.data).toString('base64'),
        meta: Buffer.from(entry.meta).toString('base64'),
      };
  return `${JSON.stringify(line)}\n`;
}

const placeOf = (line: Kept<Pick<LoggedEvent, 'revision' | 'position' | 'ticks'>>) => ({
  revision: BigInt(line.revision),
  position: BigInt(line.position),
  ticks: BigInt(line.ticks),
});

const runOf = (line: Kept<Run>): Run => ({ ...line, ...placeOf(line) });

const eventOf = (line: Kept<LoggedEvent>): LoggedEvent => ({
  ...line,
  ...placeOf(line),
  data: Buffer.from(line.data, 'base64'),
  meta: Buffer.from(line.meta, 'base64'),
});
