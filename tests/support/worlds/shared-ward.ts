import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { z } from 'zod';
import { loadConfig } from '#platform/config';
import { createLogger } from '#platform/http/logging';
import { type Api, startApi } from '../../../apps/api/api.js';
import { TESTER } from '../servers/api.js';
import { grantRoles, signedIn } from './grants.js';
import { openTermAlone } from './several-persons.js';
import { built } from '../servers/built.js';
import type { StandIn } from '../servers/kurrentdb.js';
import { type ProductDatabase, productDatabase } from '../servers/postgres.js';

const Looked = z.object({ seen: z.string().transform(BigInt), looked: z.string().transform(BigInt) });
const Receipt = z.looseObject({ id: z.uuid(), position: z.string().transform(BigInt) });

export interface WardAnswer {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
}

/**
 * A ward with databases of its own on a KurrentDB server that it shares with others. It can be stopped and started
 * again.
 */
export class SharedWard {
  api: Api | null = null;
  /** Lines of the program's log, as JSON. */
  readonly lines: string[] = [];
  /** The organization of the ward. */
  ward = '';
  private headers: Readonly<Record<string, string>> = {};

  private constructor(
    private readonly database: ProductDatabase,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Starts the ward for the first time and records its organization. */
  static async begin(server: Pick<StandIn, 'url'>, prefix: string, name: string): Promise<SharedWard> {
    const database = await productDatabase({ eventStore: 'postgres' });
    const where = { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: server.url, KURRENTDB_PREFIX: prefix };
    const ward = new SharedWard(database, Object.assign({ LOG_LEVEL: 'warn' }, database.environment, where));
    const api = await ward.start();
    await grantRoles(api, TESTER);
    ward.headers = await signedIn(api, TESTER);
    ward.ward = (await ward.establish(name, null)).id;
    return ward;
  }

  async start(): Promise<Api> {
    const config = loadConfig(Object.assign({ PORT: '0' }, this.environment));
    const write = (line: string) => {
      this.lines.push(line);
    };
    this.api = await startApi(config, { logger: createLogger(config.logLevel, { write }) });
    return this.api;
  }

  async stop(): Promise<void> {
    await this.api?.close();
    this.api = null;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.database.drop();
  }

  /** The program that maintains the read models, in a process of its own. */
  worker(): ChildProcess {
    return spawn(process.execPath, [built('apps/worker/main.ts')], {
      env: Object.assign({}, process.env, this.environment),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  async get(path: string): Promise<WardAnswer> {
    return this.send(path, { headers: this.headers });
  }

  async post(path: string, body: object): Promise<WardAnswer> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    return this.send(path, {
      method: 'POST',
      headers: Object.assign(headers, this.headers),
      body: JSON.stringify(body),
    });
  }

  /** @throws if the organization was not recorded */
  async record(path: string, body: object): Promise<z.output<typeof Receipt>> {
    const { status, text, json } = await this.post(path, body);
    if (status !== 201) throw new Error(`${path}: ${status} ${text}`);
    return Receipt.parse(json);
  }

  async openTerm(data: object): Promise<void> {
    if (!this.api) throw new Error('the product does not run');
    await openTermAlone(this.api, data);
  }

  establish(name: string, parentId: string | null = this.ward) {
    const type = parentId === null ? 'WARD_ORGANIZATION' : 'BASE_CELL';
    return this.record('/api/organizations', { name, type, parentId, establishedOn: '2025-07-01' });
  }

  /** The row of `read.log`, also while no program runs. */
  async looked(): Promise<z.output<typeof Looked>> {
    const [row] = await this.sql('select seen::text, looked::text from read.log');
    return Looked.parse(row);
  }

  async sql(statement: string): Promise<readonly unknown[]> {
    const client = new Client({ connectionString: this.database.adminUrl });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  }

  private async send(path: string, init: RequestInit): Promise<WardAnswer> {
    if (!this.api) throw new Error('the product does not run');
    const response = await fetch(new URL(path, this.api.address), init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, text, json: isJson ? (JSON.parse(text) as unknown) : undefined };
  }
}

/** Kills the program with SIGKILL, and waits until it has ended. */
export async function killed(program: ChildProcess): Promise<void> {
  const gone = once(program, 'exit');
  program.kill('SIGKILL');
  await gone;
}

/** Repeats a check until it succeeds; only the time limit of the test ends it. */
export async function until(what: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await what())) await sleep(100);
}
