import type { Pool } from 'pg';
import { openPool } from '#platform/db/pools';
import { PostgresEventStore, type PostgresEventStoreOptions } from '#platform/event-store/postgres.event-store';
import { type FreshDatabase, freshDatabase } from './postgres.js';

export interface FreshStore {
  readonly database: FreshDatabase;
  /** Connections of the owner, to read and change the log directly. */
  readonly admin: Pool;
  readonly app: Pool;
  readonly store: PostgresEventStore;
  /** A second store with connections of its own, which are closed together with the first store. */
  readonly reopen: (options?: Partial<PostgresEventStoreOptions>) => Promise<PostgresEventStore>;
  readonly close: () => Promise<void>;
}

class OwnPoolStore extends PostgresEventStore {
  constructor(
    private readonly pool: Pool,
    options: Omit<PostgresEventStoreOptions, 'pool'>,
  ) {
    super({ pool, ...options });
  }

  override async close(): Promise<void> {
    await super.close();
    await this.pool.end();
  }
}

const pool = (url: string, max: number) =>
  openPool({ url, max, applicationName: 'test store', statementTimeoutMs: 30_000 });

/**
 * A store in a database of its own, with access for tests to what is behind it. @param options differences from the
 * defaults
 */
export async function freshStore(
  options: Partial<PostgresEventStoreOptions> = {},
  serverUrl?: string,
): Promise<FreshStore> {
  const database = await freshDatabase(serverUrl);
  const admin = pool(database.adminUrl, 4);
  const app = pool(database.appUrl, 8);
  const open = (other: Partial<PostgresEventStoreOptions> = {}) =>
    new OwnPoolStore(pool(database.appUrl, 4), { listenUrl: database.appUrl, ...options, ...other });
  const store = new PostgresEventStore({ pool: app, listenUrl: database.appUrl, ...options });
  return {
    database,
    admin,
    app,
    store,
    reopen: (other) => Promise.resolve(open(other)),
    close: async () => {
      await store.close();
      await app.end();
      await admin.end();
      await database.drop();
    },
  };
}
