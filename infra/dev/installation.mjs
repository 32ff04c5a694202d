import { readFileSync } from 'node:fs';
import { join } from 'node:path';

function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return undefined;
  }
}

/**
 * Whether node_modules agrees with the lock file: npm's list of installed packages, which it writes last, has exactly the
 * locked versions, and no required package is missing.
 */
export function isInstalled(root) {
  const locked = packages(join(root, 'package-lock.json'));
  const installed = packages(join(root, 'node_modules/.package-lock.json'));
  if (locked === undefined) throw new Error('package-lock.json cannot be read');
  if (installed === undefined) return false;
  const same = Object.entries(installed).every(
    ([path, { version, integrity }]) =>
      locked[path]?.version === version && (locked[path].integrity ?? integrity) === integrity,
  );
  const complete = Object.entries(locked).every(
    ([path, { optional }]) => path === '' || optional === true || path in installed,
  );
  return same && complete;
}
