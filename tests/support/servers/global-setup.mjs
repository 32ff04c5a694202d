import { spawn } from 'node:child_process';

/**
 * Starts one PostgreSQL for the whole run, by the product's own code. The server ends when its pipe from this process
 * closes, so it never outlives the run, however the run ends.
 */
export default async function globalSetup(globalConfig) {
  const server = spawn(
    process.execPath,
    ['--conditions=source', '--import', './infra/dev/run-typescript.mjs', 'tests/support/servers/server.ts'],
    { cwd: globalConfig.rootDir, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  process.env.TEST_POSTGRES_URL = await new Promise((resolve, reject) => {
    let told = '';
    server.stdout.setEncoding('utf8').on('data', (text) => {
      told += text;
      if (told.endsWith('\n')) resolve(told.trim());
    });
    server.once('exit', (code) => reject(new Error(`the test server ended with code ${code}`)));
  });
  globalThis.minhChungTestServer = server;
}
