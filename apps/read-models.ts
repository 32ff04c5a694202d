import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { catalog, UnknownEvent } from '#kernel/catalog';
import { kysely } from '#platform/db/kysely';
import { storeDeclaration } from '#platform/commands/store-declaration';
import { IntegrityAlarm } from '#platform/event-store/event-store';
import { LogReplaced } from '#platform/event-store/log-watch';
import type { Feature } from '#platform/feature';
import { type Knowledge, knowledgeOf, type Lag, type Lags, lags } from '#platform/projections/serving';
import { logTime, Runner, type RunnerHealth } from '#platform/projections/running';
import { projectionOperations } from '#platform/projections/operations';
import type { AnyProjection } from '#platform/projections/projection';
import type { Platform } from './platform.js';

export interface ReadModelOptions {
  readonly logger: Logger;
  /** Whether this process runs the projections. If not, a worker runs them, and this process only reads. */
  readonly inside: boolean;
  readonly onFatal?: (reason: string) => void;
}

export interface ReadModels {
  readonly knowledge: Knowledge;
  /** The read models' database, as the product's role. */
  readonly readDb: Kysely<never>;
  /** How far the log was read, and the lag of each generation; reads tables, not the log. */
  readonly lags: () => Promise<Lags>;
  /** Names of the read models that do not serve at the moment. */
  readonly notServing: (generations: readonly Lag[]) => readonly string[];
  /** The error that stopped the projections of this process for good; null if none has. */
  readonly failed: () => Failed | null;
  /** State of the runner in this process; null without one. */
  readonly runner: () => RunnerHealth | null;
  readonly close: () => Promise<void>;
}

/** What is told about an error: names only, no content of records. */
export interface Failed {
  readonly error: string;
  /** The type of the unknown event, or the kind of anomaly in the log. */
  readonly kind: string | null;
}

const QUERY_TIMEOUT_MS = 30_000;
const READERS = 8;

/** Maximum wait of a start until tables serve. A rebuild may take longer; /health/ready shows it. */
const START_PATIENCE_MS = 3000;

/**
 * Opens the read models of all features and, with `inside`, starts the projections. Waits for the tables to serve, so
 * that a start with nothing to rebuild can answer the first request.
 */
export async function openReadModels(
  platform: Platform,
  features: readonly Feature[],
  { logger, inside, onFatal }: ReadModelOptions,
): Promise<ReadModels> {
  const projections = features.flatMap((feature) => feature.projections);
  const deciders = features.flatMap((feature) => feature.deciders);
  let failed: Failed | null = null;
  const runner = inside
    ? new Runner({
        pool: platform.openPool('projections', projections.length + 3, 0),
        store: platform.store,
        catalog: catalog(storeDeclaration.events, projectionOperations.events, ...deciders.map(({ events }) => events)),
        projections,
        onFatal: (error) => {
          if (error instanceof IntegrityAlarm || error instanceof LogReplaced) {
            platform.keeper.watch.raise(error);
            return;
          }
          failed = { error: error.name, kind: kindOf(error) };
          logger.fatal(failed, 'projections have stopped and will not restart');
          onFatal?.(error.message);
        },
        untilSettled: (over) => platform.keeper.watch.settled(over),
        warn: (sentence, error) => {
          logger.warn({ error }, sentence);
        },
      })
    : null;
  const readDb = kysely<never>(platform.openPool('queries', READERS, QUERY_TIMEOUT_MS));
  const db = kysely<unknown>(platform.pool);
  runner?.start();
  const all = [logTime, ...projections];
  const knowledge = knowledgeOf(db, projections, runner, platform.acknowledged, () => platform.keeper.setAsideStreams);
  const models = {
    lags: () => lags(db, knowledge, all, new Date()),
    notServing: (generations: readonly Lag[]) =>
      all.filter((projection) => !isServed(projection, generations)).map(({ name }) => name),
  };
  if (inside) await untilServing(models);
  return {
    knowledge,
    readDb,
    ...models,
    failed: () => failed,
    runner: () => runner?.health() ?? null,
    close: async () => {
      await runner?.stop();
    },
  };
}

const isServed = ({ name, version }: AnyProjection, generations: readonly Lag[]) =>
  generations.some((lag) => lag.projection === name && lag.version === version && lag.status === 'active');

const kindOf = (error: Error): string | null =>
  error instanceof UnknownEvent ? error.type : error instanceof IntegrityAlarm ? (error.strange?.kind ?? null) : null;

async function untilServing({ lags, notServing }: Pick<ReadModels, 'lags' | 'notServing'>): Promise<void> {
  const until = performance.now() + START_PATIENCE_MS;
  while (performance.now() < until) {
    const current = await lags().catch(() => null); // the runner reports errors of the database
    if (current && notServing(current.generations).length === 0) return;
    await sleep(20);
  }
}
