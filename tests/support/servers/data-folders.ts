import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres';
import { ask } from './held-server.js';
import { temporaryFolder } from './temporary-folder.js';

export const root = process.geteuid?.() === 0;

/**
 * An account of every /etc/passwd that differs from the one that the server gets under root; without root: the present
 * user.
 */
export const ordinary = root ? { uid: 1 } : {};

/** Folders for the data of the servers of one test file. */
export interface DataFolders {
  /** An empty folder, a new one for each test. */
  readonly folder: string;
  /** The path of a folder in it that does not exist yet. */
  readonly dataDir: string;
  /** Data of a stopped server with a table `kept` that has one row. */
  readonly pristine: string;
  /** Copies that data into `dataDir`. */
  readonly withData: () => void;
}

/** Call this once, outside all tests of a file. */
export function dataFolders(): DataFolders {
  let folder = '';
  let pristine = '';
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  // Made once, since making it again for each test would take most of the time of these tests.
  beforeAll(async () => {
    pristine = temporaryFolder();
    const server = await startEmbeddedPostgres({ dataDir: pristine });
    await ask(server.url, 'create table kept as select 1 as n');
    await server.stop();
  });
  afterAll(() => {
    rmSync(pristine, { recursive: true, force: true });
  });
  const dataDir = () => join(folder, 'data');
  return {
    get folder() {
      return folder;
    },
    get dataDir() {
      return dataDir();
    },
    get pristine() {
      return pristine;
    },
    withData: () => void execFileSync('cp', ['-a', pristine, dataDir()]),
  };
}
