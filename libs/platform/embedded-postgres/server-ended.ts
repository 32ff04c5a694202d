import { statfsSync } from 'node:fs';
import { diskFull } from '../start-refused.js';

/** Size of a WAL segment; the server ends when there is no room for another one. */
const JOURNAL_FILE_BYTES = 16 * 1024 * 1024;

/** Infinity when unknown: then the disk is not named as the cause. */
function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Infinity;
  }
}

/** The message for an embedded server that ended by itself; in both languages when an operator can remove the cause. */
export function whyServerEnded(dataDir: string, free: (folder: string) => number = freeBytes): string {
  if (free(dataDir) >= JOURNAL_FILE_BYTES) return 'the embedded PostgreSQL has ended';
  const { vi, en } = diskFull(dataDir).sentence;
  return `${vi} / ${en}`;
}
