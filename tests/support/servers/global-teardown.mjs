/** Waits until the server has stopped and its folder is gone. */
export default async function globalTeardown() {
  const server = globalThis.minhChungTestServer;
  if (server === undefined) return;
  await new Promise((resolve) => {
    server.once('exit', resolve);
    server.stdin.end();
  });
}
