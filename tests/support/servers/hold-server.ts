// A program that holds a server until it is killed: what the tests of crashes kill. Its argument is JSON; it prints one
// line of JSON: the server, or why the start was refused.
import { z } from 'zod';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres';
import { StartRefused } from '#platform/start-refused';

const Order = z.object({ dataDir: z.string(), packageFolder: z.string().optional(), uid: z.int().optional() });
const { dataDir, packageFolder, uid } = Order.parse(JSON.parse(process.argv[2] ?? ''));

if (uid !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(uid);
  process.setuid?.(uid);
}
const log: string[] = [];
try {
  const server = await startEmbeddedPostgres({
    dataDir,
    log: (sentence) => log.push(sentence),
    ...(packageFolder === undefined ? {} : { packageFolder }),
  });
  const { url, pid, home, replacedOrphan } = server;
  console.log(JSON.stringify({ url, pid, home, replacedOrphan, log }));
  process.stdin.on('end', () => void server.stop()).resume();
} catch (error) {
  if (!(error instanceof StartRefused)) throw error;
  console.log(JSON.stringify({ refused: error.code, ...error.sentence }));
}
