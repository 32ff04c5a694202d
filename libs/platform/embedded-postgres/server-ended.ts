import { statfsSync } from 'node:fs';
import { diskFull } from '../start-refused.js';

/** PostgreSQL writes its journal in files of this size, and ends where there is no room for another one. */
const JOURNAL_FILE_BYTES = 16 * 1024 * 1024;

/** Infinity where nobody can tell: then no disk is blamed. */
function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Infinity;
  }
}

/** What is said of an embedded server that has ended by itself; in both languages where somebody can remove the cause. */
export function whyServerEnded(dataDir: string, free: (folder: string) => number = freeBytes): string {
  if (free(dataDir) >= JOURNAL_FILE_BYTES) return 'the embedded PostgreSQL has ended';
  const { vi, en } = diskFull(dataDir).sentence;
  return `${vi} / ${en}`;
}
