import { chmodSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes an empty folder that everybody may enter, as a project folder usually is; the caller removes it. @param parent
 * the folder in which it is made
 */
export function temporaryFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'minh-chung-test-'));
  chmodSync(folder, 0o755);
  return folder;
}

const MEMORY = '/dev/shm';
const ROOM_BYTES = 4 * 1024 ** 3;

/** Makes a folder in memory on a Linux with enough room for the databases of a run; elsewhere on disk. */
export function fastFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize >= ROOM_BYTES && process.availableMemory() >= 2 * ROOM_BYTES) return temporaryFolder(MEMORY);
  } catch {
    // There is no such folder, or this user may not write to it.
  }
  return temporaryFolder();
}
