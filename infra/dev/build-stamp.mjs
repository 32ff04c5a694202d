import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = ['apps', 'libs', 'infra', 'tests/bench', 'tests/contract/kurrentdb'];
const SETTINGS = ['nest-cli.json', 'infra/dev/swc-build.json', 'tsconfig.json', 'package.json', 'package-lock.json'];
const stampFile = (root) => join(root, 'dist/.built-from');

/** A digest of the paths and modification times of all sources; a removed file changes it, too. */
function stampOf(root) {
  const digest = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(join(root, path));
    digest.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  for (const folder of SOURCES) {
    let names = [];
    try {
      names = readdirSync(join(root, folder), { recursive: true });
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    for (const name of names.sort()) if (name.endsWith('.ts')) add(join(folder, name));
  }
  SETTINGS.forEach(add);
  return digest.digest('hex');
}

export function isBuilt(root) {
  try {
    return readFileSync(stampFile(root), 'utf8') === stampOf(root);
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Takes the digest before the build. @returns a function that stores it after the build succeeded */
export function recordBuild(root) {
  const stamp = stampOf(root);
  return () => writeFileSync(stampFile(root), stamp);
}
