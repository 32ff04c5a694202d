import 'reflect-metadata';
import { loadConfig } from '#platform/config';
import { createLogger } from '#platform/http/logging';
import { explainStartFailure } from '#platform/start-refused';
import { untilStopped } from '../signals.js';
import { startApi } from './api.js';
import { greeting } from './greeting.js';

try {
  const config = loadConfig();
  // Standard output is for people, standard error for the log lines.
  const logger = createLogger(config.logLevel, process.stderr);
  const stopped = untilStopped(logger);
  // `npm start` runs on a demo store, `minhchung serve` on a store with real records. Each refuses a store of the other
  // kind.
  const ward = process.argv[2] === 'serve';
  const api = await startApi(config, {
    logger,
    onFatal: stopped.fail,
    signal: stopped.signal,
    demo: !ward,
    purpose: ward ? 'WARD' : 'DEMO',
  });
  console.log(greeting(api));
  process.exitCode = await stopped.closing(api.close);
} catch (error) {
  process.exitCode = explainStartFailure(error, (line) => {
    console.error(line);
  });
}
