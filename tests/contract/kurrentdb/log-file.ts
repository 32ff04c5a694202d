import { existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { type LoggedEvent, MemoryLog } from './memory-log.js';

interface Line {
  id: string;
  type: string;
  json: boolean;
  data: string;
  meta: string;
  stream: string;
  revision: string;
  position: string;
  ticks: string;
}

/** A log that a killed process leaves whole: every event is in the file before its append is answered. */
export function logInFile(path: string): MemoryLog {
  const kept = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  const file = openSync(path, 'a');
  const log = new MemoryLog((event) => writeSync(file, `${JSON.stringify(line(event))}\n`));
  for (const text of kept) log.restore(event(JSON.parse(text) as Line));
  return log;
}

const line = (event: LoggedEvent): Line => ({
  id: event.id,
  type: event.type,
  json: event.json,
  data: Buffer.from(event.data).toString('base64'),
  meta: Buffer.from(event.meta).toString('base64'),
  stream: event.stream,
  revision: String(event.revision),
  position: String(event.position),
  ticks: String(event.ticks),
});

const event = (kept: Line): LoggedEvent => ({
  ...kept,
  data: Buffer.from(kept.data, 'base64'),
  meta: Buffer.from(kept.meta, 'base64'),
  revision: BigInt(kept.revision),
  position: BigInt(kept.position),
  ticks: BigInt(kept.ticks),
});
