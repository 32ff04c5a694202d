import { v4 } from 'uuid';
import type { Pool } from 'pg';
import type { Uuid } from '#kernel/ids';
import type { Config } from '#platform/config';
import { assertDurable, type Durability } from '#platform/db/durability';
import { CommandHasher } from '#platform/commands/command-hash';
import { BEGINNING, type EventStore, IntegrityAlarm } from '#platform/event-store/event-store';
import { Executor } from '#platform/commands/execute';
import { PostgresCommandKeys } from '#platform/commands/postgres.command-keys';
import { PostgresEventStore } from '#platform/event-store/postgres.event-store';
import { readStoredStream } from '#platform/commands/stored-stream';
import {
  declared,
  type Declared,
  nameParts,
  openStore,
  ownStream,
  type Purpose,
  storeDeclaration,
} from '#platform/commands/store-declaration';
import { type KeyRing, NO_KEYS } from '#platform/sealing/key-ring';
import { openKeyStore } from '#platform/sealing/key-store';
import { PostgresKeyRing } from '#platform/sealing/postgres.key-ring';
import { Sealing } from '#platform/sealing/sealing';
import type { ReadingsStore } from '#platform/platform.module';
import { StartRefused, systemCode } from '#platform/start-refused';
import { type CheckIntervals, LogKeeper, ownRecordStrange, refusalOf } from './log-keeper.js';
import { logVariables, type Places, refusalOfLog } from './log-place.js';
import { type DatabaseOptions, type Databases, openDatabases, type Opened } from './databases.js';
import { placeOf, presence, refuseLeft } from './log-left.js';
import { otherPurpose, readingsLost } from './store-refused.js';

export interface OpenOptions extends DatabaseOptions {
  /** The purpose that the store must have; an empty store is opened for it. Null accepts any open store. */
  readonly purpose: Purpose | null;
  /** Whether to start while the log has an alarm, so that two persons can settle it. */
  readonly startsInTrouble?: boolean;
  /** Whether this program opens sealed values. A program that does not gets no access to the keys. */
  readonly keys: boolean;
  /** How often the log is checked; default: the product's intervals. */
  readonly checkIntervals?: CheckIntervals | undefined;
  /** Ends the wait for a KurrentDB that is still starting. */
  readonly signal?: AbortSignal | undefined;
}

/** Everything below HTTP and features: databases, log, keys, executor. */
export interface Platform {
  readonly declared: Declared;
  readonly store: EventStore;
  readonly executor: Executor;
  /** Checks that the log is intact and is the one that the tables were built from. */
  readonly keeper: LogKeeper;
  /** The highest position that the executor returned in a receipt. */
  readonly acknowledged: () => bigint;
  readonly keys: KeyRing;
  readonly sealing: Sealing;
  /** Null for a program that opens no sealed values. */
  readonly readings: ReadingsStore | null;
  readonly durability: Durability;
  /** The database, as the product's role. */
  readonly pool: Pool;
  readonly databaseUrl: string;
  /** Opens a pool that is closed with the platform. */
  readonly openPool: Databases['openPool'];
  /** Closes everything, in reverse order of opening. */
  readonly close: () => Promise<void>;
}

/** Maximum time of a statement of a command or a query. */
const STATEMENT_TIMEOUT_MS = 30_000;
const KEY_CONNECTIONS = 4;
const KEY_TIMEOUT_MS = 5_000;
/** SQLSTATE of `log.declare_store` (migration 0001) for a log with records of another store. */
const DECLARED_OTHERWISE = '55000';
const READING_CONNECTIONS = 4;
const READING_TIMEOUT_MS = 5_000;

/**
 * Opens what API, worker, command line and tests share: the embedded PostgreSQL unless a database is configured, its
 * migrations, the check that it is durable, the event store with its declaration, the executor.
 *
 * @throws StartRefused with a sentence for the operator; everything opened so far is closed
 */
export async function openPlatform(config: Config, options: OpenOptions): Promise<Platform> {
  const opened: Opened = { closing: false, steps: [] };
  const close = async () => {
    opened.closing = true;
    for (let step = opened.steps.pop(); step; step = opened.steps.pop()) await step();
  };
  try {
    const database = await openDatabases(config, options, opened);
    const pool = database.openPool('commands', config.poolSize, STATEMENT_TIMEOUT_MS);
    opened.steps.push(await presence(database.openPool('presence', 1, 0)));
    const durability = await assertDurable(pool);
    const raw = await openEventStore(config, options, pool, database.listenUrl);
    opened.steps.push(() => raw.close());
    await refuseLeft(raw, pool, placeOf(config.eventStore));
    const keeper = openKeeper(raw, pool, options);
    const { store } = keeper;
    const commandKeys = new PostgresCommandKeys(pool);
    const hasher = new CommandHasher(commandKeys);
    let acknowledged = BEGINNING;
    const executorOf = ({ log, purpose }: Declared) =>
      new Executor({
        store,
        log,
        hasher,
        acceptsInjectedClock: purpose === 'DEMO',
        acknowledged: (position) => {
          if (position > acknowledged) acknowledged = position;
        },
      });
    let keys: KeyRing = NO_KEYS;
    // The keys are opened before anything is recorded: without the right keys nothing may be written.
    const opening: { masterKey?: Uuid } = {};
    const prepare = async (found: Uuid | null) => {
      await keeper.assertOwnTables(found);
      if (!options.keys) return found ?? (v4() as Uuid);
      const side = await database.openSide('keys', KEY_CONNECTIONS, KEY_TIMEOUT_MS);
      const named = found ? await storeParts(store, found) : null;
      const { masterKeyFile } = config;
      const place = {
        pool: side,
        logPool: pool,
        log: found,
        masterKeyFile,
        logVariables: logVariables(config),
        hasKeys: named !== null && named.masterKeys.length > 0,
      };
      const { master, rings, log } = await openKeyStore(place);
      keys = new PostgresKeyRing({ pool: side, rings, log });
      opening.masterKey = master.id;
      return log;
    };
    const declaration = await openOrCheckStore(options.purpose, store, pool, { prepare, executorOf, places: config });
    const executor = executorOf(declaration);
    const readings = options.keys
      ? await openReadings(database, declaration.log, await storeParts(store, declaration.log), config)
      : null;
    await keeper.begin(declaration.log, executor);
    const { trouble } = keeper.watch;
    if (options.startsInTrouble !== true) {
      if (trouble) throw refusalOf(trouble);
      const unsubscribe = keeper.watch.onChange((later) => {
        unsubscribe();
        if (later) options.onFatal?.(refusalOf(later)); // this program has no routes by which persons settle an alarm
      });
    }
    if (!trouble && opening.masterKey) await nameParts(executor, declaration, opening.masterKey);
    opened.steps.push(keeper.startInspecting());
    opened.steps.push(
      await commandKeys.sweeping({
        onFailure: (error) => {
          options.logger.warn(
            { cause: error instanceof Error ? error.name : undefined },
            'the keys of old command hashes were not destroyed; the next sweep tries again',
          );
        },
      }),
    );
    return {
      declared: declaration,
      store,
      executor,
      keeper,
      acknowledged: () => acknowledged,
      keys,
      sealing: new Sealing(declaration.log, keys),
      readings,
      durability,
      pool,
      databaseUrl: database.listenUrl,
      openPool: database.openPool,
      close,
    };
  } catch (error) {
    await close();
    throw error instanceof IntegrityAlarm ? ownRecordStrange(error) : refusalOfLog(error, config);
  }
}

/** A keeper that logs every alarm. */
function openKeeper(raw: EventStore, pool: Pool, options: OpenOptions): LogKeeper {
  const { logger, checkIntervals: keeping } = options;
  const keeper = new LogKeeper(raw, pool, keeping);
  keeper.watch.onChange((trouble) => {
    if (trouble) logger.fatal({ name: trouble.name }, trouble.message);
  });
  return keeper;
}

/** The other parts of the store, as the log names them: keys, readings. */
const storeParts = async (store: EventStore, log: Uuid) =>
  (await readStoredStream(store, storeDeclaration, ownStream(log))).state;

/** @throws StartRefused if the log of readings is missing or belongs to another store */
async function openReadings(
  database: Databases,
  log: Uuid,
  { hasReadings }: { hasReadings: boolean },
  places: Places,
): Promise<ReadingsStore> {
  const pool = await database.openSide('readings', READING_CONNECTIONS, READING_TIMEOUT_MS);
  // Readings have no subscribers, so this store never uses its LISTEN connection.
  const store = new PostgresEventStore({ pool, listenUrl: database.listenUrl, answerTimeoutMs: READING_TIMEOUT_MS });
  if (hasReadings && (await store.declaration()) === null) throw readingsLost();
  try {
    await store.declare(log, false);
  } catch (cause) {
    if (systemCode(cause) !== DECLARED_OTHERWISE) throw cause;
    const { vi, en } = logVariables(places);
    const sentence = {
      vi: `Nhật ký đọc thuộc về một kho dữ liệu khác; hãy sửa READINGS_DATABASE_URL hoặc ${vi}.`,
      en: `The log of readings belongs to another event store; correct READINGS_DATABASE_URL or ${en}.`,
    };
    throw new StartRefused('readings-of-other-store', sentence, { cause });
  }
  return { pool, store };
}

/** Opens the configured event store. The caller closes it, and the pool. */
export async function openEventStore(
  { eventStore }: Pick<Config, 'eventStore'>,
  { logger, signal }: Pick<OpenOptions, 'logger' | 'signal'>,
  pool: Pool,
  listenUrl: string,
): Promise<EventStore> {
  if (eventStore.kind === 'postgres') {
    return new PostgresEventStore({
      pool,
      listenUrl,
      warn: (sentence, cause) => {
        logger.warn({ cause: cause instanceof Error ? cause.name : undefined }, sentence);
      },
    });
  }
  const { url: connectionString, credentials, prefix } = eventStore;
  const log = (line: string) => {
    logger.warn(line);
  };
  const { untilReachable } = await import('#platform/event-store/kurrentdb.reachable');
  await untilReachable({ connectionString, credentials, log, signal });
  // Imported only here: the client loads a native library, which a log in PostgreSQL does not need.
  const { KurrentDbEventStore } = await import('#platform/event-store/kurrentdb.event-store');
  return new KurrentDbEventStore({
    connectionString,
    ...(credentials ? { credentials } : {}),
    prefix,
    log,
  });
}

interface Preparation {
  /** Prepares keys and tables for the log. @param log its id; null for an empty log @returns its id, or a new one */
  readonly prepare: (log: Uuid | null) => Promise<Uuid>;
  readonly executorOf: (declared: Declared) => Executor;
  readonly places: Places;
}

/** Opens an empty store, or checks the purpose of an open store. If several programs start at once, one opens it. */
async function openOrCheckStore(
  purpose: Purpose | null,
  store: EventStore,
  pool: Pool,
  { prepare, executorOf, places }: Preparation,
): Promise<Declared> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [OPENING]);
    const found = await declared(store);
    if (found !== null && (purpose === null || found.purpose === purpose)) {
      await prepare(found.log);
      return found;
    }
    if (found !== null || purpose === null) throw otherPurpose(found?.purpose ?? null, places);
    const opening = { log: await prepare(null), purpose };
    await store.declare(opening.log, purpose === 'DEMO');
    await openStore(executorOf(opening), opening.log, purpose);
    return opening;
  } finally {
    client.release(true);
  }
}
const OPENING = 20_261_122;
