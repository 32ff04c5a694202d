import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Side, sideUrl } from '#platform/db/side-database';
import type { TestServer } from './debian-postgres.js';
import {
  TEMPLATE,
  SIDES,
  SIDE_TEMPLATES,
  administer,
  createDatabase,
  databaseUrl,
  prepareTemplates,
} from './template.js';
import { ownerUrl, productUrl, startTestServer } from './test-server.js';
import { fastFolder, temporaryFolder } from './temporary-folder.js';

export interface FreshDatabase {
  readonly name: string;
  /** The owner's connection, for migrations and for tests that read or damage the database directly. */
  readonly adminUrl: string;
  /** The product's connection, with its own role. */
  readonly appUrl: string;
  /** Closes all connections to the database and removes it. */
  readonly drop: () => Promise<void>;
}

/** Databases for the whole product: log and read models, keys, readings, and a file for the master key. */
export interface ProductDatabase extends FreshDatabase {
  /** The settings with which the product uses these databases. */
  readonly environment: Readonly<Record<'DATABASE_URL' | 'MASTER_KEY_FILE', string>>;
  /** The owner's connections to the databases of keys and readings. */
  readonly sideUrls: Readonly<Record<Side, string>>;
}

/** The operator's connection to the server of this test run, to create and drop databases. */
export function testServerUrl(): string {
  const url = process.env.TEST_POSTGRES_URL;
  if (url === undefined) throw new Error('no test server: run the tests through jest with its global set-up');
  return url;
}

/**
 * Makes a migrated database: a copy of the template of the run. Any worker may call it, any number of times.
 * @param serverUrl a server that has the template; default: the server of the run
 */
export async function freshDatabase(
  serverUrl: string = testServerUrl(),
  name = `test_${randomUUID().replaceAll('-', '')}`,
): Promise<FreshDatabase> {
  await createDatabase(serverUrl, name, TEMPLATE);
  const adminUrl = ownerUrl(databaseUrl(serverUrl, name));
  return {
    name,
    adminUrl,
    appUrl: productUrl(adminUrl),
    drop: () => administer(serverUrl, `drop database if exists ${name} with (force)`),
  };
}

/**
 * With TEST_EVENT_STORE=kurrentdb every product of the tests keeps its log in a stand-in server of its own. So the
 * journeys and the security tests run on that store, too (`npm run test:full`).
 */
async function ownKurrentDb(store: string): Promise<{ environment: Record<string, string>; stop: () => void }> {
  if (store !== 'kurrentdb') return { environment: {}, stop: () => undefined };
  const { StandInServer } = await import('../../contract/kurrentdb/server.js');
  const server = new StandInServer();
  await server.start(0);
  return {
    environment: { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: server.url },
    stop: () => {
      server.stop();
    },
  };
}

/**
 * Makes databases as the product keeps them, quickly: each is a copy of its template.
 *
 * @param serverUrl a server that has the templates; default: the server of the run
 * @param eventStore the place of the log; default: as the run says. A test about one store names it.
 */
export async function productDatabase({
  serverUrl = testServerUrl(),
  eventStore = process.env.TEST_EVENT_STORE ?? 'postgres',
}: { readonly serverUrl?: string; readonly eventStore?: string } = {}): Promise<ProductDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const sideNames = SIDES.map((side) => [side, `${name}_${side}`] as const);
  const [database] = await Promise.all([
    freshDatabase(serverUrl, name),
    ...sideNames.map(([side, sideName]) => createDatabase(serverUrl, sideName, SIDE_TEMPLATES[side])),
  ]);
  const folder = temporaryFolder();
  const kurrentDb = await ownKurrentDb(eventStore);
  return {
    ...database,
    environment: {
      DATABASE_URL: database.adminUrl,
      MASTER_KEY_FILE: join(folder, 'master.key'),
      ...kurrentDb.environment,
    },
    sideUrls: {
      keys: sideUrl(database.adminUrl, 'keys'),
      readings: sideUrl(database.adminUrl, 'readings'),
    },
    drop: async () => {
      kurrentDb.stop();
      rmSync(folder, { recursive: true, force: true });
      await Promise.all([
        database.drop(),
        ...sideNames.map(([, side]) => administer(serverUrl, `drop database if exists ${side} with (force)`)),
      ]);
    },
  };
}

export interface OwnServer {
  /** The running server; a new object after each start. */
  readonly current: () => TestServer;
  /** Starts the server again on the same data, after it was stopped or killed. */
  readonly start: () => Promise<TestServer>;
  /** Kills the server as a power cut would, and waits until it has ended. */
  readonly kill: () => Promise<void>;
  /** Stops the server and removes its data. */
  readonly remove: () => Promise<void>;
}

/** A server for tests that stop or kill it. It has the template, so `freshDatabase(url)` works on it. */
export async function ownServer(): Promise<OwnServer> {
  const dataDir = fastFolder();
  const start = () => startTestServer({ dataDir });
  let server = await start();
  await prepareTemplates(server.url);
  return {
    current: () => server,
    start: async () => {
      server = await start();
      return server;
    },
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.ended;
    },
    remove: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
      if (server.home !== dataDir) rmSync(server.home, { recursive: true, force: true });
    },
  };
}
