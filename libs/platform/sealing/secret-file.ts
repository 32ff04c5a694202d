import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { refusalOfFile, type StartRefused, systemCode } from '../start-refused.js';

/**
 * The content of a small file that only its owner can read; null when there is no such file. A file that is too long is
 * read as empty.
 * @throws StartRefused `exposed` when others may read or write it
 */
export function secretIn(path: string, longest: number, exposed: () => StartRefused): string | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw refusalOfFile(error, path);
  }
  try {
    const { mode, size } = fstatSync(file);
    if ((mode & 0o077) !== 0) throw exposed();
    return size > longest ? '' : readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** Writes a new file that only this user can read, and its bytes to the disk; makes its folder if needed. */
export function writeSecret(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600, flag: 'wx', flush: true });
}

/** Overwrites a file in place, and waits until the disk has it. */
export function overwrite(path: string, size: number): void {
  const file = openSync(path, 'r+');
  try {
    writeSync(file, randomBytes(size), 0, size, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes what was created, renamed or removed in a folder durable. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
