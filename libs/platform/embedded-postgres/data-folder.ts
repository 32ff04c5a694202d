import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartRefused, refusalOfFile, systemCode, unwritable } from '../start-refused.js';
import { type RunAs, asUser, whoRuns } from './run-as.js';

/** Where binaries and data go when the server's user cannot enter the project's folder. */
export const SHELTER = '/var/lib/minh-chung';

/** Linux and macOS limit the path of a socket to 108 and 104 bytes; its file name takes 17. */
const LONGEST_SOCKET_FOLDER = 84;

export interface DataFolder {
  /** Holds all files of one instance: the server's data, its socket, the lock. */
  readonly home: string;
  /** The server's own data (PGDATA). */
  readonly cluster: string;
  readonly runAs: RunAs;
}

const hash = (path: string) => createHash('sha256').update(path).digest('hex').slice(0, 16);

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o755 });
  } catch (error) {
    throw refusalOfFile(error, path);
  }
}

function mayEnter(folder: string, runAs: RunAs): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...asUser(runAs), stdio: 'ignore' }).status === 0;
}

/**
 * Finds or creates the data folder. Usually it is `dataDir` itself. When the server's user cannot enter that, the data
 * go to a folder under /var/lib/minh-chung, and `dataDir` keeps a note with its path. The note is followed from then
 * on, so that a later change of permissions does not open an empty database beside the full one.
 */
export function placeData(dataDir: string, log: (sentence: string) => void): DataFolder {
  makeFolder(dataDir);
  const folder = realpathSync(dataDir);
  const note = join(folder, 'data-is-in.txt');
  if (existsSync(note)) return at(readFileSync(note, 'utf8').trim());

  const here = at(folder);
  if (here.runAs === null || mayEnter(folder, here.runAs)) return here;
  if (existsSync(here.cluster)) {
    throw new StartRefused('data-unreachable', {
      vi: `Dữ liệu ở ${here.cluster} nằm dưới một thư mục mà người dùng ${here.runAs.uid} không vào được; hãy chạy "chmod o+x" cho các thư mục bên trên.`,
      en: `The data in ${here.cluster} lies below a folder that user ${here.runAs.uid} may not enter; run "chmod o+x" on the folders above it.`,
    });
  }
  const elsewhere = at(join(SHELTER, hash(folder)));
  makeFolder(elsewhere.home);
  writeNote(note, elsewhere.home);
  log(
    `Only its owner may enter ${folder}, and PostgreSQL does not run as root: the data is kept in ${elsewhere.home}.`,
  );
  return elsewhere;
}

function at(home: string): DataFolder {
  const cluster = join(home, 'postgres');
  makeFolder(home);
  return { home, cluster, runAs: whoRuns(cluster) };
}

function writeNote(note: string, home: string): void {
  try {
    writeFileSync(note, `${home}\n`, { flush: true });
  } catch (error) {
    throw refusalOfFile(error, note);
  }
}

/** A folder that only the server's user and root can enter. */
export function privateFolder(path: string, runAs: RunAs): string {
  try {
    try {
      mkdirSync(path, { mode: 0o700 });
      if (runAs) chownSync(path, runAs.uid, runAs.gid);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
    // In a temporary folder another user may have created it first.
    const stats = lstatSync(path);
    if (stats.isDirectory() && stats.uid === (runAs?.uid ?? process.geteuid?.()) && (stats.mode & 0o077) === 0)
      return path;
  } catch (error) {
    throw refusalOfFile(error, path);
  }
  throw unwritable(path);
}

/**
 * The socket's folder: beside the data, or in the temporary folder under a stable name when that path would be too
 * long.
 */
export function socketFolder({ home, runAs }: DataFolder): string {
  const beside = join(home, 'run');
  return privateFolder(
    Buffer.byteLength(beside) <= LONGEST_SOCKET_FOLDER ? beside : join(tmpdir(), `minh-chung-${hash(home)}`),
    runAs,
  );
}
