import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { startEmbeddedPostgres } from '#platform/embedded-postgres/embedded-postgres';
import { ask } from './held-server.js';
import { temporaryFolder } from './temporary-folder.js';

export const root = process.geteuid?.() === 0;

/** An account that is in every /etc/passwd and is not the one the server gets under root; without root: ourselves. */
export const ordinary = root ? { uid: 1 } : {};

/** Where the tests of one file keep the data of their servers. */
export interface DataFolders {
  /** Empty, and another one for each test. */
  readonly folder: string;
  /** A folder in it that does not exist yet. */
  readonly dataDir: string;
  /** Data with the table `kept` and one row in it, which no server has open. */
  readonly pristine: string;
  /** Puts a copy of that data into `dataDir`. */
  readonly withData: () => void;
}

/** Call it once, outside all tests of a file. */
export function dataFolders(): DataFolders {
  let folder = '';
  let pristine = '';
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  // Made once: making it anew each time is most of the time of these tests.
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
