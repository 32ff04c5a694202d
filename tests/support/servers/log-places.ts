import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Uuid } from '#kernel/ids';
import { type Config, loadConfig } from '#platform/config';
import { createLogger } from '#platform/http/logging';
import { type Api, startApi } from '../../../apps/api/api.js';
import { openPlatform } from '../../../apps/platform.js';
import { grantRoles, signedIn } from '../worlds/grants.js';
import { type StandIn, standInServer } from './kurrentdb.js';
import { type ProductDatabase, productDatabase } from './postgres.js';

/** The databases of a product, and the place of its log. */
export interface LogPlace {
  readonly environment: Readonly<Record<string, string>>;
  readonly database: ProductDatabase;
  /** Null if the log is in PostgreSQL. */
  readonly server: StandIn | null;
  /** Restores the log as it was when it ended at a position. The tables do not change. */
  rewind(to: bigint): Promise<void>;
  /** Runs statements as the owner of the database. */
  sql(...statements: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

async function asOwner(database: ProductDatabase, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: database.environment.DATABASE_URL });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

export async function onPostgres(): Promise<LogPlace> {
  const database = await productDatabase({ eventStore: 'postgres' });
  const sql = (...statements: readonly string[]) => asOwner(database, statements);
  return {
    environment: database.environment,
    database,
    server: null,
    sql,
    rewind: (to) => sql(`delete from log.events where position > ${to}`, `update log.head set position = ${to}`),
    close: () => database.drop(),
  };
}

export async function onKurrentDb(): Promise<LogPlace> {
  const database = await productDatabase({ eventStore: 'postgres' });
  const server = await standInServer();
  return {
    environment: { ...database.environment, EVENT_STORE: 'kurrentdb', KURRENTDB_URL: server.url },
    database,
    server,
    sql: (...statements) => asOwner(database, statements),
    rewind: async (to) => {
      await server.rollBackTo(to);
    },
    close: async () => {
      await server.close();
      await database.drop();
    },
  };
}

const PATIENCE_MS = 30_000;

export interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

/** Three persons who settle an alarm of the log; `other` holds every role. */
export type Person = 'operator' | 'chair' | 'other';

/** Starts a product that compares its tables with the log at short intervals. */
export class WatchedProduct {
  api: Api | undefined;
  readonly persons: Readonly<Record<Person, Uuid>> = {
    operator: Uuid.parse(randomUUID()),
    chair: Uuid.parse(randomUUID()),
    other: Uuid.parse(randomUUID()),
  };
  private headers: Partial<Record<Person, Readonly<Record<string, string>>>> = {};

  private constructor(
    readonly place: LogPlace,
    private readonly more: Readonly<Record<string, string>>,
    private readonly keeping: { readonly compareMs: number; readonly inspectMs: number },
  ) {}

  static async on(
    open: () => Promise<LogPlace>,
    more: Readonly<Record<string, string>> = {},
    keeping = { compareMs: 3_600_000, inspectMs: 200 },
  ): Promise<WatchedProduct> {
    const product = new WatchedProduct(await open(), more, keeping);
    const api = await product.start();
    await grantRoles(api, product.persons.operator, ['operator']);
    await grantRoles(api, product.persons.chair, ['inspection-chair']);
    await grantRoles(api, product.persons.other);
    for (const name of ['operator', 'chair', 'other'] as const)
      product.headers[name] = await signedIn(api, product.persons[name]);
    return product;
  }

  settings(): Config {
    return loadConfig({ ...this.place.environment, ...this.more, PORT: '0', LOG_LEVEL: 'fatal' });
  }

  async start(): Promise<Api> {
    this.api = await startApi(this.settings(), { logger: createLogger('fatal'), checkIntervals: this.keeping });
    return this.api;
  }

  async stop(): Promise<void> {
    await this.api?.close();
    this.api = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.place.close();
  }

  async ask(
    path: string,
    by: Person = 'other',
    body?: object,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await fetch(new URL(path, this.api?.address), {
      method: body ? 'POST' : 'GET',
      headers: { ...this.headers[by], 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...more },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  }

  /** The headers of a browser in which a person has signed in. */
  page(path: string): Promise<Response> {
    return fetch(new URL(path, this.api?.address), { headers: { ...this.headers.other, accept: 'text/html' } });
  }

  /** Repeats a request until its answer is as expected. @throws the last answer if that takes too long */
  async until(path: string, wanted: (answer: Answer) => boolean): Promise<Answer> {
    for (const end = performance.now() + PATIENCE_MS; ; await sleep(50)) {
      const answer = await this.ask(path);
      if (wanted(answer)) return answer;
      if (performance.now() > end) throw new Error(`${path} is still answered: ${JSON.stringify(answer)}`);
    }
  }

  /** The code with which another program is refused at its start; null if it starts. */
  async refusalOf(program: string): Promise<string | null> {
    const options = { purpose: null, keys: false, logger: createLogger('fatal'), program };
    try {
      await (await openPlatform(this.settings(), options)).close();
      return null;
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
  }

  /** The number of events in the log of the server, of all writers. */
  async recorded(): Promise<number> {
    if (this.place.server) return (await this.place.server.state()).events;
    const client = new Client({ connectionString: this.place.database.adminUrl });
    await client.connect();
    const { rows } = await client.query<{ count: string }>('select count(*) from log.events');
    await client.end();
    return Number(rows[0]?.count);
  }

  async establish(name: string, parentId: string | null = null): Promise<Answer> {
    const type = parentId === null ? 'WARD_ORGANIZATION' : 'BASE_CELL';
    return this.ask('/api/organizations', 'other', { name, type, parentId, establishedOn: '2025-07-01' });
  }
}
