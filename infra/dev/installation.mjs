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
 * Whether node_modules is what the lock file says: npm's own list of what it installed, which it writes last, holds
 * exactly the locked versions, and nothing that has to be there is missing.
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
