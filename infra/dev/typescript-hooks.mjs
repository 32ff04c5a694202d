import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { swcOptions } from './swc-options.mjs';

/** Sources import each other as `./x.js`, which exists only after a build: use `./x.ts` if that exists. */
export async function resolve(specifier, context, next) {
  if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.endsWith('.ts')) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return next(source.href, context);
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  return { format: 'module', source: await compiled(filename, await readFile(filename, 'utf8')), shortCircuit: true };
}

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/typescript/', import.meta.url));
const OPTIONS = JSON.stringify(swcOptions);

/** Tests of crashes start hundreds of processes. So compiled files are cached, under a digest of their content. */
async function compiled(filename, source) {
  const name = createHash('sha256').update(OPTIONS).update(filename).update('\0').update(source).digest('hex');
  const cached = `${CACHE}${name}.js`;
  if (existsSync(cached)) return readFile(cached, 'utf8');
  const { transform } = await import('@swc/core');
  const { code } = await transform(source, { ...swcOptions, filename });
  await mkdir(CACHE, { recursive: true });
  // Another process may write the same file now: rename makes it appear whole or not at all.
  const own = `${cached}.${process.pid}`;
  await writeFile(own, code);
  await rename(own, cached);
  return code;
}
