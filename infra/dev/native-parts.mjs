// Finds the native code inside packages. `node infra/dev/native-parts.mjs` writes native-parts.json anew: it fetches the
// packages of all platforms in the lock that the product needs (hundreds of megabytes). The list of materials and a test
// read that file, so run this after an update of such a package. With a folder it prints what is in that package.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LIBRARIES } from './native-libraries.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const table = join(root, 'infra/dev/native-parts.json');

/** First bytes of ELF, Mach-O (both orders, and for several processors), PE and WebAssembly. */
const MAGIC = ['7f454c46', 'cffaedfe', 'cefaedfe', 'cafebabe', '4d5a', '0061736d'];

/** Paths of sources, kept for messages of panics: the only trace of a crate, so crates without one are not found. */
const CRATE = /[/\\]registry[/\\]src[/\\][^/\\]+[/\\]([\w-]+)-(\d+\.\d+\.\d+[\w.+-]*)[/\\]/g;
/** The version in the resources of a Windows library: UTF-16 text after its name. */
const FILE_VERSION = /F\0i\0l\0e\0V\0e\0r\0s\0i\0o\0n\0(?:\0)+((?:[\d., ]\0)+)/;

/** The native files below a folder, links left out. @returns paths relative to the folder */
export function nativeFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\.(js|mjs|cjs|ts|map|json|md|h|sql|txt|control)$/.test(path))
    .filter((path) => {
      const bytes = readFileSync(path);
      return MAGIC.some((magic) => bytes.subarray(0, magic.length / 2).toString('hex') === magic);
    })
    .map((path) => path.slice(folder.length + 1))
    .filter((path) => !path.startsWith('node_modules/'))
    .sort();
}

const isModule = (path) => /(^|\/)lib\/(postgresql\/.+|[^/]+\.dll)$/.test(path);

/** @returns the library whose own file this is; undefined for one of a package's own, which may contain libraries */
function libraryOf(path) {
  const own = LIBRARIES.find(({ file }) => file?.test(basename(path)));
  return own ?? (isModule(path) ? LIBRARIES.find(({ name }) => name === 'postgresql') : undefined);
}

function versionIn(content, { text, anywhere, read = (found) => found }) {
  const pattern = text ?? anywhere;
  const found = pattern?.exec(content)?.[1];
  if (found !== undefined) return read(found);
  return FILE_VERSION.exec(content)?.[1]
    ?.replaceAll('\0', '')
    .replaceAll(', ', '.')
    .replace(/\.0\.0$/, '');
}

/**
 * The native parts of a package, as `name version`, or `name unknown` if the binaries do not tell the version; crates of
 * Rust as `crate:name version`.
 * @throws Error for a file of which it is not known what it is
 */
export function partsOf(folder) {
  /** @type {Map<string, Set<string>>} */
  const parts = new Map();
  const add = (name, version) => {
    const versions = parts.get(name) ?? new Set();
    if (version !== undefined) versions.add(version);
    parts.set(name, versions);
  };
  for (const path of nativeFiles(folder)) {
    const content = `\0${basename(path)}\0${readFileSync(join(folder, path), 'latin1')}`;
    const own = libraryOf(path);
    if (own) add(own.name, versionIn(content, own));
    else if (!path.endsWith('.node')) throw new Error(`${path} is a native file of an unknown library`);
    for (const { name, anywhere, trace } of LIBRARIES) {
      const version = anywhere?.exec(content)?.[1];
      if (version !== undefined || trace?.test(content)) add(name, version);
    }
    for (const [, crate, version] of content.matchAll(CRATE)) add(`crate:${crate}`, version);
  }
  return [...parts]
    .flatMap(([name, versions]) => (versions.size > 0 ? [...versions] : ['unknown']).map((one) => `${name} ${one}`))
    .sort();
}

/** The packages of the lock that are for one platform, and so have native code. `tool`: it only builds or tests. */
export function packagesForOnePlatform() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([place, { os, cpu }]) => place !== '' && (os ?? cpu) !== undefined)
    .map(([place, { version, dev = false }]) => ({
      place,
      id: `${place.split('node_modules/').at(-1)}@${version}`,
      tool: dev,
    }));
}

/** What native-parts.json says of each package: from `name@version` to its parts. */
export function knownParts() {
  const groups = JSON.parse(readFileSync(table, 'utf8'));
  return new Map(groups.flatMap(({ packages, parts }) => packages.map((id) => [id, parts])));
}

function fetched(id, folder) {
  const place = join(folder, id.replaceAll('/', '+'));
  const packed = execFileSync('npm', ['pack', '--silent', id, '--pack-destination', folder], { encoding: 'utf8' });
  execFileSync('mkdir', ['-p', place]);
  execFileSync('tar', ['-xzf', join(folder, packed.trim()), '-C', place, '--strip-components=1']);
  return place;
}

function writeTable() {
  const groups = new Map();
  for (const { id } of packagesForOnePlatform().filter(({ tool }) => !tool)) {
    const folder = mkdtempSync(join(tmpdir(), 'native-parts-'));
    try {
      const parts = partsOf(fetched(id, folder));
      const key = JSON.stringify(parts);
      groups.set(key, { packages: [...(groups.get(key)?.packages ?? []), id], parts });
      console.error(`${id}: ${parts.length} parts`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  writeFileSync(table, `${JSON.stringify([...groups.values()], null, 2)}\n`);
  execFileSync(join(root, 'node_modules/.bin/prettier'), ['--write', table], { stdio: 'inherit' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  if (folder === undefined) writeTable();
  else console.log(JSON.stringify(partsOf(resolve(folder))));
}
