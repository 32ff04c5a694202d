import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CamelCasePlugin } from 'kysely';
import type { Logger } from 'pino';
import { AccountBook } from '#features/identity';
import type { Purpose } from '#platform/commands/store-declaration';
import type { Config } from '#platform/config';
import { kysely } from '#platform/db/kysely';
import type { Feature } from '#platform/feature';
import { createServer } from '#platform/http/server';
import { refusalOfListening, type StartRefused } from '#platform/start-refused';
import { type DemoAccounts, demoAccounts } from '../demo/accounts.js';
import { loadDemo } from '../demo/load.js';
import { features as ownFeatures } from '../features.js';
import type { CheckIntervals } from '../log-keeper.js';
import { openPlatform, type Platform } from '../platform.js';
import { openReadModels, type ReadModels } from '../read-models.js';
import { AppModule } from './app.module.js';
import { healthOf } from './health.js';
import { sections } from './operations/operations.js';

export interface ApiOptions {
  readonly logger: Logger;
  readonly onFatal?: (reason: string | StartRefused) => void;
  /** Whether to load the demo ward into an empty store before the API listens. */
  readonly demo?: boolean;
  /** The purpose that the store must have; default `DEMO`. */
  readonly purpose?: Purpose;
  /** Default: the product's features. A test adds a faulty one. */
  readonly features?: readonly Feature[];
  /** How often the log is checked. */
  readonly checkIntervals?: CheckIntervals;
  /** Ends the wait for a store that is still starting. */
  readonly signal?: AbortSignal;
}

export interface Api {
  /** `http://127.0.0.1:7420`, with the port that was taken. */
  readonly address: string;
  readonly config: Config;
  readonly platform: Platform;
  readonly readModels: ReadModels;
  readonly app: NestFastifyApplication;
  /** Whether `/api/docs` is served. */
  readonly documented: boolean;
  /** The accounts of the demo; null for other stores. The program prints their password and the token. */
  readonly demo: DemoAccounts | null;
  /** Lets requests under way finish, then stops read models, store, pools and server, in this order. */
  readonly close: () => Promise<void>;
}

/**
 * Starts the whole product in this process: platform, read models, HTTP.
 *
 * @throws StartRefused with a sentence for the operator
 */
export async function startApi(
  config: Config,
  {
    logger,
    onFatal,
    demo = false,
    purpose = 'DEMO',
    features = ownFeatures,
    signal,
    checkIntervals: keeping,
  }: ApiOptions,
): Promise<Api> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (let step = closing.pop(); step; step = closing.pop()) await step();
  };
  try {
    const platform = await openPlatform(config, {
      logger,
      purpose,
      keys: true,
      startsInTrouble: true,
      program: 'api',
      signal,
      checkIntervals: keeping,
      ...(onFatal ? { onFatal } : {}),
    });
    closing.push(platform.close);
    // A store with real records has only the accounts that its administrator made, never those of the demo.
    const isDemo = platform.declared.purpose === 'DEMO';
    const loads = demo && isDemo && !platform.keeper.watch.trouble;
    if (loads && (await loadDemo(platform)) === 'other data')
      logger.warn('this demo store holds other data, so the demo ward was not recorded in it');
    const readModels = await openReadModels(platform, features, { logger, inside: config.projections === 'inside' });
    closing.push(readModels.close);
    // A store with real records does not show its interface to attackers; a demo has no real data.
    const documented = config.apiDocument ?? isDemo;
    const root = AppModule.with({
      features,
      logger,
      appDb: kysely<never>(platform.pool).withPlugin(new CamelCasePlugin()),
      declared: platform.declared,
      config,
      knowledge: readModels.knowledge,
      health: () => healthOf(platform, readModels),
      watch: platform.keeper.watch,
      keeper: platform.keeper,
      costlyPerMinute: config.costlyRequestsPerMinute,
      metrics: config.metrics ?? isDemo,
      documented,
      store: platform.store,
      executor: platform.executor,
      sealing: platform.sealing,
      keys: platform.keys,
      readings: readingsOf(platform),
      readDb: readModels.readDb,
    });
    const { requestBodyLimitBytes: bodyLimit, allowedOrigins, publicOrigin } = config;
    const app = await createServer(root, {
      logger,
      bodyLimit,
      allowedOrigins,
      publicOrigin,
      documented: documented ? sections : undefined,
    });
    closing.push(() => app.close());
    await app.init();
    // Before the API listens: a client signs in as soon as it is ready.
    const accounts =
      demo && isDemo && !platform.keeper.watch.trouble
        ? await demoAccounts(app.get(AccountBook), platform.executor)
        : null;
    await listen(app, config);
    return {
      address: (await app.getUrl()).replace('[::1]', 'localhost'),
      config,
      platform,
      readModels,
      app,
      documented,
      demo: accounts,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function readingsOf({ readings }: Platform) {
  if (!readings) throw new Error('the API needs a log of readings: open the platform with keys');
  return readings;
}

async function listen(app: NestFastifyApplication, { port, host }: Config): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    throw refusalOfListening(error, host, port);
  }
}
