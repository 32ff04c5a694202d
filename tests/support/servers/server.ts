// The PostgreSQL of a test run, in a process of its own. When its standard input closes, it stops the server and ends.
import { rmSync } from 'node:fs';
import { prepareTemplates } from './template.js';
import { fastFolder } from './temporary-folder.js';
import { startTestServer } from './test-server.js';

// The data never outlives the run, so no sync is needed. On a busy disk, making or dropping a database is mostly syncs.
const dataDir = fastFolder();
const server = startTestServer({ dataDir });

async function end(): Promise<void> {
  const { home, stop } = await server;
  await stop();
  for (const folder of [dataDir, home]) rmSync(folder, { recursive: true, force: true });
  process.exit();
}

// Ctrl-C reaches the whole process group; the run that started this process tells it when to end
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.stdin.on('end', () => void end()).resume();

const { url } = await server;
await prepareTemplates(url);
console.log(url);
