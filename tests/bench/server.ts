import { chmodSync, closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres';
import { migrate } from '#platform/db/migrations';
import { appUrl, openPool } from '#platform/db/pools';
import { migrations } from '../../infra/migrations/index.js';
import { quantile } from './measure.js';

const TEMPLATE = 'bench_template';

export interface Database {
  /** The URL of the owner. */
  readonly url: string;
  /** The URL of the product's role. */
  readonly appUrl: string;
}

export interface BenchServer {
  readonly folder: string;
  readonly pid: number;
  /** Makes a migrated database, or a copy of another database to which nobody is connected. */
  readonly database: (name: string, copyOf?: Database) => Promise<Database>;
  readonly drop: (database: Database) => Promise<void>;
  /** Writes all changed pages to disk, so that work of earlier measurements does not slow down the next one. */
  readonly settle: () => Promise<void>;
  readonly describe: () => Promise<Machine>;
  readonly remove: () => Promise<void>;
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly postgres: string;
  /** Milliseconds of an fdatasync after a write of 8 kB in the server's folder. */
  readonly fsync: { readonly p50: number; readonly p99: number };
  readonly inMemory: boolean;
}

export const benchPool = (url: string, max: number): pg.Pool =>
  openPool({ url, max, applicationName: 'bench', statementTimeoutMs: 0 });

const named = (url: string, name: string): string => {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
};

const nameOf = ({ url }: Database): string => new URL(url).pathname.slice(1);

/**
 * Starts the embedded server with the product's own settings, in a temporary folder. The server ends with this process.
 */
export async function startServer(): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), 'minh-chung-bench-'));
  chmodSync(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataDir: folder });
  const owner = benchPool(server.url, 2);
  await owner.query(`create database ${TEMPLATE}`);
  await migrate(named(server.url, TEMPLATE), migrations);
  return {
    folder,
    pid: server.pid,
    database: async (name, copyOf) => {
      const template = copyOf ? nameOf(copyOf) : TEMPLATE;
      await owner.query(`create database ${name} template ${template} strategy file_copy`);
      const url = named(server.url, name);
      return { url, appUrl: appUrl(url) };
    },
    drop: async (database) => {
      // Drops the databases of keys and readings, too: the product refuses those of another store.
      for (const name of [nameOf(database), `${nameOf(database)}_keys`, `${nameOf(database)}_readings`])
        await owner.query(`drop database if exists ${name} with (force)`);
    },
    settle: async () => {
      await owner.query('checkpoint');
    },
    describe: async () => {
      const { rows } = await owner.query<{ server_version: string }>('show server_version');
      return {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: availableParallelism(),
        node: process.versions.node,
        postgres: rows[0]?.server_version ?? 'unknown',
        fsync: fsyncLatency(folder),
        inMemory: IN_MEMORY.has(statfsSync(server.home).type),
      };
    },
    remove: async () => {
      void owner.end(); // connections that are still open get an error from the server
      await server.stop();
      for (const used of [folder, server.home]) rmSync(used, { recursive: true, force: true });
    },
  };
}

/** Types of tmpfs and ramfs, on which an fsync costs nothing. */
const IN_MEMORY = new Set([0x0102_1994, 0x8584_58f6]);

function fsyncLatency(folder: string): Machine['fsync'] {
  const page = Buffer.alloc(8192, 7);
  const file = openSync(join(folder, 'fsync'), 'w');
  const times: number[] = [];
  try {
    for (let i = 0; i < 500; i++) {
      const started = performance.now();
      writeSync(file, page, 0, page.length, (i % 64) * page.length);
      fdatasyncSync(file);
      times.push(performance.now() - started);
    }
  } finally {
    closeSync(file);
  }
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}
