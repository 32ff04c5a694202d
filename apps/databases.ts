import type { Migration } from 'kysely';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Config } from '#platform/config';
import { CONNECTIONS, startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres';
import { migrate } from '#platform/db/migrations';
import { APP_ROLE, appUrl, openPool } from '#platform/db/pools';
import { whyServerEnded } from '#platform/embedded-postgres/server-ended';
import { openSideDatabase, type Side } from '#platform/db/side-database';
import type { StartRefused } from '#platform/start-refused';
import { KEYS_ROLE, keysMigrations } from '../infra/migrations/keys/index.js';
import { migrations } from '../infra/migrations/index.js';
import { READINGS_ROLE, readingsMigrations } from '../infra/migrations/readings/index.js';

export interface DatabaseOptions {
  readonly logger: Logger;
  /** Called when the process has to stop. */
  readonly onFatal?: (reason: string | StartRefused) => void;
  /** The name of this program in pg_stat_activity. */
  readonly program: string;
}

/** Resources to close, in reverse order of opening. */
export interface Opened {
  closing: boolean;
  readonly steps: (() => Promise<unknown>)[];
}

export interface Databases {
  /** URL of the log and the read models, as the product's role; for LISTEN connections. */
  readonly listenUrl: string;
  /** Opens a pool to log and read models, closed with the other resources. */
  readonly openPool: (name: string, max: number, statementTimeoutMs: number) => Pool;
  /**
   * Opens a pool as the owner, to copy a log, which the product's role must not do. Closed with the other resources.
   */
  readonly openAsOwner: (name: string, max: number) => Pool;
  /** Opens the database of keys or readings as its own role; creates it if missing. @throws StartRefused */
  readonly openSide: (side: Side, max: number, statementTimeoutMs: number) => Promise<Pool>;
  /** The database of the keys as its owner, to change the master key, which the product's role must not do. */
  readonly openKeysAsOwner: (max: number, statementTimeoutMs: number) => Promise<Pool>;
}

const SIDES: Readonly<Record<Side, { role: string; migrations: Readonly<Record<string, Migration>> }>> = {
  keys: { role: KEYS_ROLE, migrations: keysMigrations },
  readings: { role: READINGS_ROLE, migrations: readingsMigrations },
};

/**
 * Opens and migrates the databases of a store, on the embedded server unless another server is configured. The database
 * of the log is opened at once, each other database on first use.
 *
 * @throws StartRefused
 */
export async function openDatabases(
  config: Config,
  { logger, program, onFatal }: DatabaseOptions,
  opened: Opened,
): Promise<Databases> {
  const embedded = config.databaseUrl === undefined;
  const ownerUrl = config.databaseUrl ?? (await startServer(config, logger, onFatal, opened));
  await migrate(ownerUrl, migrations);
  const pooled = (name: string, max: number, statementTimeoutMs: number) => ({
    max,
    statementTimeoutMs,
    applicationName: `minh-chung ${program} ${name}`,
    onIdleError: (error: Error) => {
      if (!opened.closing) logger.warn({ name: error.name }, 'a connection to PostgreSQL was lost');
    },
  });
  let connections = 0;
  const ending = (pool: Pool) => {
    opened.steps.push(() => pool.end());
    connections += pool.options.max;
    if (embedded && connections > CONNECTIONS) throw new Error(`the embedded server takes ${CONNECTIONS} connections`);
    return pool;
  };
  // The embedded server accepts this program as any role. Another server accepts only the configured login.
  const login = embedded ? { url: appUrl(ownerUrl) } : { url: ownerUrl, role: APP_ROLE };
  const openSide = async (side: Side, max: number, timeout: number, as: 'role' | 'owner') => {
    const url = side === 'keys' ? config.keysDatabaseUrl : config.readingsDatabaseUrl;
    const asAnyRole = embedded && url === undefined;
    const { role, migrations: ofSide } = SIDES[side];
    const where = { side, beside: ownerUrl, url, asAnyRole, migrations: ofSide, role: as === 'role' ? role : null };
    return ending(await openSideDatabase({ ...where, ...pooled(side, max, timeout) }));
  };
  return {
    listenUrl: login.url,
    openPool: (name, max, timeout) => ending(openPool({ ...login, ...pooled(name, max, timeout) })),
    openAsOwner: (name, max) => ending(openPool({ url: ownerUrl, ...pooled(name, max, 0) })),
    openSide: (side, max, timeout) => openSide(side, max, timeout, 'role'),
    openKeysAsOwner: (max, timeout) => openSide('keys', max, timeout, 'owner'),
  };
}

async function startServer(
  config: Config,
  logger: Logger,
  onFatal: DatabaseOptions['onFatal'],
  opened: Opened,
): Promise<string> {
  const server = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    log: (sentence) => {
      logger.info(sentence);
    },
  });
  opened.steps.push(() => server.stop());
  void server.ended.then(() => {
    if (!opened.closing) onFatal?.(whyServerEnded(config.dataDir));
  });
  return server.url;
}
