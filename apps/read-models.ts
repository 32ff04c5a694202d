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
  /** Whether this process keeps the read models itself; else it only reads what a worker keeps. */
  readonly inside: boolean;
  readonly onFatal?: (reason: string) => void;
}

export interface ReadModels {
  readonly knowledge: Knowledge;
  /** The read models, as the product's role. */
  readonly readDb: Kysely<never>;
  /** How far the log was seen, and how far each generation is behind it; of tables alone. */
  readonly lags: () => Promise<Lags>;
  /** Names of the read models that cannot be asked at the moment. */
  readonly notServing: (generations: readonly Lag[]) => readonly string[];
  /** What stopped the read models of this process for good; null where nothing has. */
  readonly failed: () => Failed | null;
  /** Of the runner in this process. */
  readonly runner: () => RunnerHealth | null;
  readonly close: () => Promise<void>;
}

/** No content: a name of the program's own, and what of it, by name. */
export interface Failed {
  readonly error: string;
  /** The type of an event that this program does not know, or the kind of what is strange in the log. */
  readonly kind: string | null;
}

const QUERY_TIMEOUT_MS = 30_000;
const READERS = 8;

/** Longest that a start waits for tables to serve: a rebuild may take long, and is told on /health/ready. */
const START_PATIENCE_MS = 3000;

/**
 * Opens the read models of all features and, where this process keeps them, starts to keep them. A start that has
 * nothing to rebuild answers the first question.
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
          logger.fatal(failed, 'projections have stopped for good');
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
    notServing: (found: readonly Lag[]) => all.filter((one) => !isServed(one, found)).map(({ name }) => name),
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

const isServed = ({ name, version }: AnyProjection, found: readonly Lag[]) =>
  found.some((lag) => lag.projection === name && lag.version === version && lag.status === 'active');

const kindOf = (error: Error): string | null =>
  error instanceof UnknownEvent ? error.type : error instanceof IntegrityAlarm ? (error.strange?.kind ?? null) : null;

async function untilServing({ lags, notServing }: Pick<ReadModels, 'lags' | 'notServing'>): Promise<void> {
  const until = performance.now() + START_PATIENCE_MS;
  while (performance.now() < until) {
    const found = await lags().catch(() => null); // trouble of the database is the runner's to tell
    if (found && notServing(found.generations).length === 0) return;
    await sleep(20);
  }
}
