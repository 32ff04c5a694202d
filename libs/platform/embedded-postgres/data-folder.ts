import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartRefused, refusalOfFile, systemCode, unwritable } from '../start-refused.js';
import { type RunAs, asUser, whoRuns } from './run-as.js';

/** Folder for binaries and data if the user that runs the server cannot enter the project's folder. */
export const SHELTER = '/var/lib/minh-chung';

/**
 * Maximum length in bytes of the path of the socket's folder. Linux limits the path of a socket to 108 bytes, macOS to
 * 104. The name of the socket's lock file (`/.s.PGSQL.5432.lock`) takes up to 20 of them.
 */
const LONGEST_SOCKET_FOLDER = 84;

export interface DataFolder {
  /** The folder with all files of one instance: the data of the server, its socket, the lock. */
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
 * Finds or creates the data folder. Usually it is `dataDir` itself. If the user that runs the server cannot enter
 * `dataDir`, the data go to a folder under /var/lib/minh-chung, and `dataDir` holds a note with the path of that
 * folder. Later starts follow the note, so that a change of permissions does not open an empty database beside the full
 * one.
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
      vi: `Dữ liệu ở ${here.cluster} nằm trong một thư mục mà người dùng có uid ${here.runAs.uid} không vào được; hãy chạy "chmod o+x" cho các thư mục chứa nó.`,
      en: `The data in ${here.cluster} is inside a folder that the user with uid ${here.runAs.uid} may not enter; run "chmod o+x" on the folders that contain it.`,
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
    // In a temporary folder another user may have created this folder first.
    const stats = lstatSync(path);
    if (stats.isDirectory() && stats.uid === (runAs?.uid ?? process.geteuid?.()) && (stats.mode & 0o077) === 0)
      return path;
  } catch (error) {
    throw refusalOfFile(error, path);
  }
  throw unwritable(path);
}

/**
 * The socket's folder. It is beside the data or, if its path would be too long there, in the temporary folder under a
 * stable name.
 */
export function socketFolder({ home, runAs }: DataFolder): string {
  const beside = join(home, 'run');
  return privateFolder(
    Buffer.byteLength(beside) <= LONGEST_SOCKET_FOLDER ? beside : join(tmpdir(), `minh-chung-${hash(home)}`),
    runAs,
  );
}
