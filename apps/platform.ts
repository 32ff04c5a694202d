import { v4 } from 'uuid';
import type { Pool } from 'pg';
import type { Uuid } from '#kernel/ids';
import type { Config } from '#platform/config';
import { assertDurable, type Durability } from '#platform/db/durability';
import { CommandHasher } from '#platform/commands/command-hash';
import type { EventStore } from '#platform/event-store/event-store';
import { Executor } from '#platform/commands/execute';
import { PostgresCommandKeys } from '#platform/commands/postgres.command-keys';
import { PostgresEventStore } from '#platform/event-store/postgres.event-store';
import { readRecorded } from '#platform/commands/recorded';
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
import { openMasterKey } from '#platform/sealing/key-store';
import { PostgresKeyRing } from '#platform/sealing/postgres.key-ring';
import { Sealing } from '#platform/sealing/sealing';
import type { ReadingsStore } from '#platform/platform.module';
import { StartRefused, systemCode } from '#platform/start-refused';
import { LogKeeper, refusalOf, sentenceOn } from './log-keeper.js';
import { type DatabaseOptions, type Databases, openDatabases, type Opened } from './databases.js';
import { placeOf, presence, refuseLeft } from './log-left.js';

export interface OpenOptions extends DatabaseOptions {
  /** What the store has to be for; an empty one is opened for it. Null takes any store that is open already. */
  readonly purpose: Purpose | null;
  /** Whether the program goes on where the log is in trouble, so that two persons can settle it; else it does not start. */
  readonly startsInTrouble?: boolean;
  /** Whether what is sealed may be opened here; a program that only copies it has no way to the keys. */
  readonly keys: boolean;
}

/** Everything below HTTP and features: a server, its log, the way for commands. */
export interface Platform {
  readonly declared: Declared;
  readonly store: EventStore;
  readonly executor: Executor;
  /** Whether the log is the one that the tables are of, and sound. */
  readonly keeper: LogKeeper;
  readonly keys: KeyRing;
  readonly sealing: Sealing;
  /** Null for a program that opens nothing that is sealed. */
  readonly readings: ReadingsStore | null;
  readonly durability: Durability;
  /** The database, as the product's role. */
  readonly pool: Pool;
  readonly databaseUrl: string;
  /** Opens a pool that is ended with the platform. */
  readonly openPool: Databases['openPool'];
  /** Gives everything back, last opened first. */
  readonly close: () => Promise<void>;
}

/** Longest that a statement of a command or a query may take. */
const STATEMENT_TIMEOUT_MS = 30_000;
const KEY_CONNECTIONS = 4;
const KEY_TIMEOUT_MS = 5_000;
/** What `log.declare_store` (migration 0001) answers of a log that has records and is another store's. */
const DECLARED_OTHERWISE = '55000';
const READING_CONNECTIONS = 4;
const READING_TIMEOUT_MS = 5_000;

/**
 * Opens what API, worker, command line and tests stand on: the embedded PostgreSQL unless a database is configured, its
 * migrations, the check that it keeps what it acknowledges, the event store with its declaration, the executor.
 *
 * @throws StartRefused with a sentence for whoever started the program; what was opened until then is closed
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
    const keeper = keeping(raw, pool, options);
    const { store } = keeper;
    const commandKeys = new PostgresCommandKeys(pool);
    const hasher = new CommandHasher(commandKeys);
    const executorOf = ({ log, purpose }: Declared) =>
      new Executor({ store, log, hasher, acceptsInjectedClock: purpose === 'DEMO' });
    let keys: KeyRing = NO_KEYS;
    // Before anything is recorded: who has not the right master key writes nothing.
    const made: { masterKey?: Uuid } = {};
    const prepare = async (found: Uuid | null) => {
      await keeper.assertOwnTables(found);
      if (!options.keys) return found ?? (v4() as Uuid);
      const side = await database.openSide('keys', KEY_CONNECTIONS, KEY_TIMEOUT_MS);
      const named = found ? await partsOf(store, found) : null;
      const { masterKeyFile } = config;
      const place = {
        pool: side,
        logPool: pool,
        log: found,
        masterKeyFile,
        hasKeys: named !== null && named.masterKeys.length > 0,
      };
      const { master, log } = await openMasterKey(place);
      keys = new PostgresKeyRing({ pool: side, master, log });
      made.masterKey = master.id;
      return log;
    };
    const declaration = await declaredAs(options.purpose, store, pool, { prepare, executorOf });
    const executor = executorOf(declaration);
    const readings = options.keys
      ? await openReadings(database, declaration.log, await partsOf(store, declaration.log))
      : null;
    await keeper.begin(declaration.log, executor);
    const { trouble } = keeper.watch;
    if (trouble && options.startsInTrouble !== true) throw refusalOf(trouble);
    if (!trouble && made.masterKey) await nameParts(executor, declaration, made.masterKey);
    opened.steps.push(keeper.comparing());
    opened.steps.push(
      await commandKeys.sweeping({
        onFailure: (error) => {
          options.logger.warn(
            { cause: error instanceof Error ? error.name : undefined },
            'the keys of old command hashes were not destroyed; the next sweep will',
          );
        },
      }),
    );
    return {
      declared: declaration,
      store,
      executor,
      keeper,
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
    throw error;
  }
}

/** A trouble is told to whoever keeps watch; a program that nobody could settle it in ends. */
function keeping(raw: EventStore, pool: Pool, { logger, onFatal, startsInTrouble }: OpenOptions): LogKeeper {
  const keeper = new LogKeeper(raw, pool);
  keeper.watch.onChange((trouble) => {
    if (!trouble) return;
    logger.fatal({ name: trouble.name }, trouble.message);
    if (startsInTrouble !== true) onFatal?.(sentenceOn(trouble).en);
  });
  return keeper;
}

/** What the log says that its store has besides it. */
const partsOf = async (store: EventStore, log: Uuid) =>
  (await readRecorded(store, storeDeclaration, ownStream(log))).state;

/** @throws StartRefused, also where it is the log of another store's readings */
async function openReadings(
  database: Databases,
  log: Uuid,
  { hasReadings }: { hasReadings: boolean },
): Promise<ReadingsStore> {
  const pool = await database.openSide('readings', READING_CONNECTIONS, READING_TIMEOUT_MS);
  // Nobody subscribes to it, so it listens nowhere.
  const store = new PostgresEventStore({ pool, listenUrl: database.listenUrl, answerTimeoutMs: READING_TIMEOUT_MS });
  if (hasReadings && (await store.declaration()) === null) throw readingsLost();
  try {
    await store.declare(log, false);
  } catch (cause) {
    if (systemCode(cause) !== DECLARED_OTHERWISE) throw cause;
    const sentence = {
      vi: 'Nhật ký đọc thuộc về một kho ghi nhận khác; hãy sửa READINGS_DATABASE_URL hoặc DATABASE_URL.',
      en: 'The log of readings belongs to another store; mend READINGS_DATABASE_URL or DATABASE_URL.',
    };
    throw new StartRefused('readings-of-other-store', sentence, { cause });
  }
  return { pool, store };
}

/** The store of a configuration, opened and closed by the caller; the pool stays the caller's, too. */
export async function openEventStore(
  { eventStore }: Pick<Config, 'eventStore'>,
  { logger }: Pick<DatabaseOptions, 'logger'>,
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
  // Its client loads a native library, which nobody needs who keeps the log in PostgreSQL.
  const { KurrentDbEventStore } = await import('#platform/event-store/kurrentdb.event-store');
  return new KurrentDbEventStore({
    connectionString: eventStore.url,
    prefix: eventStore.prefix,
    ...(eventStore.credentials ? { credentials: eventStore.credentials } : {}),
    log: (line) => {
      logger.warn(line);
    },
  });
}

interface Preparation {
  /** Readies what the log needs. @param log its id; null for an empty log @returns the id that it has, or gets */
  readonly prepare: (log: Uuid | null) => Promise<Uuid>;
  readonly executorOf: (declared: Declared) => Executor;
}

/** Of programs that find an empty log at the same time one opens it. */
async function declaredAs(
  purpose: Purpose | null,
  store: EventStore,
  pool: Pool,
  { prepare, executorOf }: Preparation,
): Promise<Declared> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [OPENING]);
    const found = await declared(store);
    if (found !== null && (purpose === null || found.purpose === purpose)) {
      await prepare(found.log);
      return found;
    }
    if (found !== null || purpose === null) throw otherPurpose(found?.purpose ?? null);
    const opening = { log: await prepare(null), purpose };
    await store.declare(opening.log, purpose === 'DEMO');
    await openStore(executorOf(opening), opening.log, purpose);
    return opening;
  } finally {
    client.release(true);
  }
}
const OPENING = 20_261_122;

function otherPurpose(found: Purpose | null): StartRefused {
  if (found === null) {
    return new StartRefused('store-not-open', {
      vi: 'Kho ghi nhận còn trống và chưa được mở; hãy chạy "npm start" (dữ liệu mẫu) hoặc "minhchung init" trước.',
      en: 'The store is empty and was not opened yet; run "npm start" (demo data) or "minhchung init" first.',
    });
  }
  return new StartRefused('store-of-other-purpose', {
    vi:
      found === 'WARD'
        ? 'Kho này là hồ sơ thật của một phường (WARD): dữ liệu mẫu không bao giờ được ghi vào đó. Hãy chọn DATA_DIR khác.'
        : 'Kho này chứa dữ liệu mẫu (DEMO): không dùng làm hồ sơ thật được. Hãy chọn DATA_DIR khác.',
    en:
      found === 'WARD'
        ? 'This store holds the true records of a ward (WARD): demo data never enters it. Choose another DATA_DIR.'
        : 'This store holds demo data (DEMO): it cannot hold true records. Choose another DATA_DIR.',
  });
}

const readingsLost = (): StartRefused =>
  new StartRefused('readings-lost', {
    vi: 'Nhật ký đọc còn trống trong khi kho ghi nhận này đã có nhật ký đọc; hãy khôi phục nó từ bản sao lưu, hoặc sửa READINGS_DATABASE_URL. Chưa ghi gì.',
    en: 'The log of readings is empty although this store has one; restore it from its backup, or mend READINGS_DATABASE_URL. Nothing was written.',
  });
