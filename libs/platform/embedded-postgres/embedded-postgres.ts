import { spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StartRefused, diskFull, refusalOfFile } from '../start-refused.js';
import { type DataFolder, SHELTER, placeData, socketFolder } from './data-folder.js';
import { takeInstanceLock } from './instance-lock.js';
import { installedPackage, thisMachine, usableBinaries } from './postgres-binaries.js';
import { type RunAs, accountName, asUser } from './run-as.js';
import { type ServerProcess, spawnServer, stopOrphan } from './server-process.js';

const DATABASE = 'minhchung';
const OWNER = 'postgres';
const MAJOR = '18';

export interface EmbeddedPostgres {
  /** The owner's connection over a Unix socket that only root and this program's user can reach. */
  readonly url: string;
  readonly pid: number;
  /** The data folder; not always below `dataDir` (see data-folder.ts). */
  readonly home: string;
  /** Whether a server left running by an earlier program was stopped. */
  readonly replacedOrphan: boolean;
  /** Resolves when the server has ended for any reason. The program must then stop, too. */
  readonly ended: Promise<number>;
  /** Stops the server and waits until everything is on disk. May be called more than once. */
  readonly stop: () => Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** Writes a message for the operator. */
  readonly log?: (sentence: string) => void;
  /** The platform package to use instead of the one in node_modules. */
  readonly packageFolder?: string;
  /** The most connections at a time; default: `CONNECTIONS`. */
  readonly connections?: number;
}

/** More than all pools of one program hold with the largest POOL_SIZE, of which each may be at its limit at once. */
export const CONNECTIONS = 200;

/**
 * Starts the PostgreSQL server of the npm package on a data folder. The first call creates the folder, which takes
 * about 1 s. The server stops when this process ends for any reason. This process may run as root or as an ordinary
 * user.
 * @throws StartRefused for causes that a person can remove: the program already runs, the disk is full, the folder is
 * not writable, the platform is not supported, or the data belong to another version or user
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const packageFolder = options.packageFolder ?? installedPackage(thisMachine());
  const account = accountName();
  const folder = placeData(options.dataDir, log);
  const lock = takeInstanceLock(join(folder.home, 'instance.lock'));
  try {
    const shelter = folder.runAs ? SHELTER : folder.home;
    const binaries = usableBinaries(packageFolder, folder.runAs, shelter, log);
    await makeCluster(binaries, folder);
    const replacedOrphan = await stopOrphan(folder.cluster, log);
    writeAccess(folder, account);
    const socket = socketFolder(folder);
    const server = await startServer(
      join(binaries, 'postgres'),
      folder,
      settings(socket, options.connections ?? CONNECTIONS),
      log,
    );
    void server.ended.then(lock.release);
    await ensureDatabase(socket);
    return {
      url: urlOf(socket, DATABASE),
      pid: server.pid,
      home: folder.home,
      replacedOrphan,
      ended: server.ended,
      stop: server.stop,
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

const urlOf = (socket: string, database: string) =>
  `postgresql://${OWNER}@localhost/${database}?host=${encodeURIComponent(socket)}`;

/**
 * Creates the data folder, complete or not at all: an interrupted first start leaves only a draft, which the next start
 * removes.
 */
async function makeCluster(binaries: string, { home, cluster, runAs }: DataFolder): Promise<void> {
  if (existsSync(join(cluster, 'PG_VERSION'))) {
    refuseOtherVersion(cluster);
    return;
  }
  const draft = join(home, `postgres.draft-${process.pid}`);
  try {
    for (const name of readdirSync(home)) {
      if (name.startsWith('postgres.draft-')) rmSync(join(home, name), { recursive: true, force: true });
    }
    mkdirSync(draft, { mode: 0o700 });
    if (runAs) chownSync(draft, runAs.uid, runAs.gid);
    const made = await run(
      join(binaries, 'initdb'),
      [
        '-D',
        draft,
        '-U',
        OWNER,
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--data-checksums',
        '--auth=reject',
      ],
      runAs,
    );
    if (made.code !== 0) throw refusalOfServer(made.output, home);
    renameSync(draft, cluster);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw refusalOfFile(error, home);
  }
}

function refuseOtherVersion(cluster: string): void {
  const found = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (found === MAJOR) return;
  throw new StartRefused('data-of-other-version', {
    vi: `Dữ liệu ở ${cluster} do PostgreSQL ${found} ghi, còn chương trình này dùng PostgreSQL ${MAJOR}; hãy dùng bản cũ của chương trình để xuất nhật ký, rồi nhập vào thư mục mới.`,
    en: `The data in ${cluster} was written by PostgreSQL ${found}, but this program contains PostgreSQL ${MAJOR}; export the log with the old version of the program, then import it into a new folder.`,
  });
}

/** Only root and this program's user can connect, only over the socket, as any role. */
function writeAccess({ cluster }: DataFolder, account: string): void {
  const accounts = [...new Set(['root', account])];
  try {
    writeFileSync(join(cluster, 'pg_hba.conf'), 'local all all peer map=minhchung\n');
    writeFileSync(join(cluster, 'pg_ident.conf'), accounts.map((name) => `minhchung "${name}" all\n`).join(''));
  } catch (error) {
    throw refusalOfFile(error, cluster);
  }
}

/** Settings of the server. They are on its command line, where no file and no ALTER SYSTEM can override them. */
const settings = (socket: string, connections: number) => ({
  listen_addresses: '',
  unix_socket_directories: socket,
  unix_socket_permissions: '0700',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_connections: String(connections),
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  idle_in_transaction_session_timeout: '60s',
  jit: 'off', // the package does not contain the library for JIT
  timezone: 'UTC',
  log_timezone: 'UTC',
  cluster_name: 'minh-chung',
  // The text of a refused statement may be confidential. The caller gets the error, and the server does not log it.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
});

async function startServer(
  postgres: string,
  folder: DataFolder,
  given: ReturnType<typeof settings>,
  log: (sentence: string) => void,
): Promise<ServerProcess> {
  const args = ['-D', folder.cluster, ...Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const problem = (line: string) => {
    if (/(FATAL|PANIC):/.test(line)) log(line);
  };
  for (let attempt = 1; ; attempt++) {
    const server = await spawnServer(postgres, args, folder.runAs, problem);
    const ready = await untilReady(server, join(folder.cluster, 'postmaster.pid'));
    if (ready) return server;
    // After a server was killed, its backends hold the shared memory for another moment.
    if (attempt > 100 || !server.tail().includes('shared memory block'))
      throw refusalOfServer(server.tail(), folder.home);
    await sleep(100);
  }
}

/**
 * Waits until the server's status file says that it is ready, or until the server has ended. Recovery after a crash may
 * take long.
 */
async function untilReady(server: ServerProcess, pidFile: string): Promise<boolean> {
  const over = server.ended.then(() => true);
  for (;;) {
    const lines = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').split('\n') : [];
    if (Number(lines[0]) === server.pid && lines[7]?.startsWith('ready')) return true;
    if (await Promise.race([over, sleep(10, false)])) return false;
  }
}

function refusalOfServer(output: string, home: string): StartRefused {
  const cause = new Error(output.trim());
  if (/No space left on device|Disk quota exceeded/i.test(output)) return diskFull(home, cause);
  const reason =
    output
      .trim()
      .split('\n')
      .findLast((line) => /(FATAL|PANIC|error):/.test(line)) ?? output.trim();
  return new StartRefused(
    'postgres-does-not-start',
    {
      vi: `PostgreSQL nhúng không khởi động được với dữ liệu ở ${home}; hãy xử lý nguyên nhân rồi chạy lại: ${reason}`,
      en: `The embedded PostgreSQL does not start on the data in ${home}; remove the cause, then start again: ${reason}`,
    },
    { cause },
  );
}

async function ensureDatabase(socket: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(socket, OWNER) });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function run(command: string, args: readonly string[], runAs: RunAs): Promise<{ code: number; output: string }> {
  const child = spawn(command, args, { ...asUser(runAs), env: { LC_ALL: 'C' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code: code ?? -1, output: `${basename(command)}: ${output}` });
    });
  });
}
