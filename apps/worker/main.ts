import 'reflect-metadata';
import { loadConfig } from '#platform/config';
import { createLogger } from '#platform/http/logging';
import { explainStartFailure } from '#platform/start-refused';
import { features } from '../features.js';
import { openPlatform } from '../platform.js';
import { openReadModels } from '../read-models.js';
import { untilStopped } from '../signals.js';

/**
 * Runs only the projections; the API then runs with PROJECTIONS=off. The worker cannot open an empty store; the API
 * can.
 */
try {
  const config = loadConfig();
  const logger = createLogger(config.logLevel, process.stderr);
  const stopped = untilStopped(logger);
  const { fail: onFatal, signal } = stopped;
  const opening = { logger, purpose: null, keys: false, program: 'worker', onFatal, signal };
  const platform = await openPlatform(config, opening);
  const readModels = await openReadModels(platform, features, { logger, inside: true, onFatal });
  console.log('Đang giữ các bảng số liệu; dừng bằng Ctrl-C. / Running the projections; stop with Ctrl-C.');
  process.exitCode = await stopped.closing(async () => {
    await readModels.close();
    await platform.close();
  });
} catch (error) {
  process.exitCode = explainStartFailure(error, (line) => {
    console.error(line);
  });
}
