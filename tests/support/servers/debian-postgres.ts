import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { EmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres';
import { privateFolder, socketFolder } from '#platform/embedded-postgres/data-folder';
import { asUser, type RunAs } from '#platform/embedded-postgres/run-as';
import { type ServerProcess, spawnServer } from '#platform/embedded-postgres/server-process';

/** What tests need of a server, whoever built it. */
export type TestServer = Pick<EmbeddedPostgres, 'url' | 'pid' | 'home' | 'ended' | 'stop'>;

const PACKAGES = '/usr/lib/postgresql';

/** The folder of the newest installed server of Debian's packages. */
function debianBinaries(): string {
  const versions = existsSync(PACKAGES) ? readdirSync(PACKAGES).map(Number).filter(Number.isInteger) : [];
  const found = versions
    .sort((a, b) => b - a)
    .map((version) => `${PACKAGES}/${version}/bin`)
    .find((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')));
  if (found === undefined) throw new Error('TEST_POSTGRES=debian needs the package: apt-get install postgresql');
  return found;
}

/** PostgreSQL does not run as root: under root it runs as the user that the package made. */
function owner(): RunAs {
  if (process.geteuid?.() !== 0) return null;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** The owner of the databases of a run. */
export const OWNER = 'minhchung';

/** The roles of docs/operations.md: an owner who may do nothing but own databases and act as the product's roles. */
const ROLES = ['minhchung_app', 'minhchung_keys', 'minhchung_readings'];
export const rolesOf = (password: string): readonly string[] => [
  ...ROLES.map((role) => `create role ${role}`),
  `create role ${OWNER} login password '${password}'`,
  `grant ${ROLES.join(', ')} to ${OWNER} with admin option`,
];

/**
 * Starts Debian's PostgreSQL on a folder. The first call creates a cluster with checksums, where everybody needs a
 * password, and the roles that an operator makes. The server stops when this process ends for any reason.
 *
 * @returns with the operator's URL, which creates databases
 */
export async function startDebianPostgres({
  dataDir,
  connections,
}: {
  readonly dataDir: string;
  readonly connections: number;
}): Promise<TestServer> {
  const [binaries, runAs] = [debianBinaries(), owner()];
  const home = dataDir;
  const cluster = join(home, 'postgres');
  const passwordFile = join(home, 'password');
  const socket = socketFolder({ home, cluster, runAs });
  const first = !existsSync(passwordFile);
  if (first) {
    writeFileSync(passwordFile, `${randomUUID()}\n`, { mode: 0o600 });
    if (runAs) chownSync(passwordFile, runAs.uid, runAs.gid);
    const flags = ['--data-checksums', '--encoding=UTF8', '--locale=C.UTF-8', '--auth=scram-sha-256'];
    execFileSync(
      join(binaries, 'initdb'),
      ['-D', privateFolder(cluster, runAs), '-U', 'postgres', `--pwfile=${passwordFile}`, ...flags],
      { ...asUser(runAs), stdio: ['ignore', 'ignore', 'inherit'] },
    );
  }
  const password = readFileSync(passwordFile, 'utf8').trim();
  const url = `postgresql://postgres:${password}@localhost/postgres?host=${encodeURIComponent(socket)}`;
  const server = await start(join(binaries, 'postgres'), cluster, { socket, connections }, runAs);
  if (first) await run(url, rolesOf(password));
  return { url, pid: server.pid, home, ended: server.ended, stop: server.stop };
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function start(
  postgres: string,
  cluster: string,
  given: { readonly socket: string; readonly connections: number },
  runAs: RunAs,
): Promise<ServerProcess> {
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${given.socket}`,
    `max_connections=${given.connections}`,
  ];
  const args = ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])];
  const pidFile = join(cluster, 'postmaster.pid');
  for (;;) {
    const server = await spawnServer(postgres, args, runAs, () => undefined);
    const over = server.ended.then(() => true);
    for (;;) {
      const lines = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').split('\n') : [];
      if (Number(lines[0]) === server.pid && lines[7]?.startsWith('ready')) return server;
      if (await Promise.race([over, sleep(10, false)])) break;
    }
    // After a server was killed, its backends hold the shared memory for another moment.
    if (!server.tail().includes('shared memory block')) throw new Error(server.tail());
    await sleep(100);
  }
}
