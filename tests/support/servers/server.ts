// The one PostgreSQL of a test run, in a process of its own: it ends with its standard input, and the server with it.
import { rmSync } from 'node:fs';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres';
import { prepareTemplates } from './template.js';
import { fastFolder } from './temporary-folder.js';

// Its data never outlives the run. On a busy disk, syncs are most of the time that it takes to make or drop a database.
const dataDir = fastFolder();
const server = startEmbeddedPostgres({ dataDir });

async function end(): Promise<void> {
  const { home, stop } = await server;
  await stop();
  for (const folder of [dataDir, home]) rmSync(folder, { recursive: true, force: true });
  process.exit();
}

process.on('SIGINT', () => undefined); // Ctrl-C reaches the whole group; the run that started us says when to end
process.on('SIGTERM', () => undefined);
process.stdin.on('end', () => void end()).resume();

const { url } = await server;
await prepareTemplates(url);
console.log(url);
