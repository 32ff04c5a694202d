// A program that holds a server until it is killed; tests of crashes kill it. Its argument is JSON. It prints one line
// of JSON: the server, or the reason why the start was refused.
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
