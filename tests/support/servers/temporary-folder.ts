import { chmodSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty folder that everybody may enter, as a project folder usually is; its maker removes it. @param parent where it is */
export function temporaryFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'minh-chung-test-'));
  chmodSync(folder, 0o755);
  return folder;
}

const MEMORY = '/dev/shm';
const ROOM_BYTES = 4 * 1024 ** 3;

/** A folder in memory where Linux gives one with room for the databases of a run; on disk elsewhere. */
export function fastFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize >= ROOM_BYTES && process.availableMemory() >= 2 * ROOM_BYTES) return temporaryFolder(MEMORY);
  } catch {
    // No such folder, or none that we may write to.
  }
  return temporaryFolder();
}
