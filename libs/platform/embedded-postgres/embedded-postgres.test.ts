import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type HeldServer, ask, gone, hold, refusedStart } from '../../../tests/support/held-server.js';
import { type SmallDisk, smallDisk } from '../../../tests/support/small-disk.js';
import { temporaryFolder } from '../../../tests/support/temporary-folder.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { installedPackage, thisMachine } from './postgres-binaries.js';

const root = process.geteuid?.() === 0;

/** An account that is in every /etc/passwd and is not the one the server gets under root; without root: ourselves. */
const ordinary = root ? { uid: 1 } : {};

let folder: string;
let dataDir: string;
beforeEach(() => {
  folder = temporaryFolder();
  dataDir = join(folder, 'data');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const uidOf = (pid: number) => Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
const parentOf = (pid: number) => Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** Data with a table and one row in it, made once: making it anew each time is most of the time of these tests. */
let pristine: string;
beforeAll(async () => {
  pristine = temporaryFolder();
  const server = await startEmbeddedPostgres({ dataDir: pristine });
  await ask(server.url, 'create table kept as select 1 as n');
  await server.stop();
});
afterAll(() => {
  rmSync(pristine, { recursive: true, force: true });
});
const withData = () => execFileSync('cp', ['-a', pristine, dataDir]);

/** A folder of its own for the ordinary user. */
function ownFolder(): string {
  mkdirSync(dataDir);
  if (ordinary.uid !== undefined) chownSync(dataDir, ordinary.uid, ordinary.uid);
  return dataDir;
}

/** The platform package as npm unpacks it without install scripts: no links between libraries. */
function packageWithoutLinks(): string {
  const copy = join(folder, 'package');
  cpSync(installedPackage(thisMachine()), copy, {
    recursive: true,
    filter: (source) => !/\.so(\.\d+)?$/.test(source) || statSync(source).size === 0 || !isLink(source),
  });
  expect(existsSync(join(copy, 'native/lib/libicuuc.so.60'))).toBe(false);
  return copy;
}
const isLink = (path: string) => execFileSync('readlink', ['-f', path], { encoding: 'utf8' }).trim() !== path;

describe('the embedded PostgreSQL', () => {
  it('runs as root without an account of its own, as nobody, and as oneself otherwise', async () => {
    const accounts = readFileSync('/etc/passwd', 'utf8');
    const server = await startEmbeddedPostgres({ dataDir });
    try {
      expect(uidOf(server.pid)).toBe(root ? 65_534 : process.geteuid?.());
      expect(readFileSync('/etc/passwd', 'utf8')).toBe(accounts);
      expect(await ask(server.url, 'select current_database() as database')).toEqual([{ database: 'minhchung' }]);
    } finally {
      await server.stop();
    }
  });

  it('listens on no port and sorts by the rules of Vietnamese', async () => {
    withData();
    const server = await startEmbeddedPostgres({ dataDir });
    try {
      expect(await ask(server.url, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
      await ask(server.url, `create collation vietnamese (provider = icu, locale = 'vi-u-kn-true')`);
      const names = `unnest(array['Chi bộ 10', 'Chi bộ 2', 'Đảng bộ', 'Dân vận', 'Ấp 1', 'Ăn', 'An'])`;
      const sorted = await ask(server.url, `select n from ${names} n order by n collate vietnamese`);
      expect(sorted.map(({ n }) => n)).toEqual(['An', 'Ăn', 'Ấp 1', 'Chi bộ 2', 'Chi bộ 10', 'Dân vận', 'Đảng bộ']);
    } finally {
      await server.stop();
    }
  });

  it('keeps its durable settings against ALTER SYSTEM', async () => {
    withData();
    const first = await startEmbeddedPostgres({ dataDir });
    await ask(first.url, 'alter system set fsync = off');
    await ask(first.url, 'alter system set full_page_writes = off');
    await first.stop();
    const second = await startEmbeddedPostgres({ dataDir });
    try {
      expect(await ask(second.url, `select current_setting('fsync') f, current_setting('full_page_writes') w`)).toEqual(
        [{ f: 'on', w: 'on' }],
      );
    } finally {
      await second.stop();
    }
  });

  it('makes the links between its libraries that an install script would have made', async () => {
    const packageFolder = packageWithoutLinks();
    const server = await startEmbeddedPostgres({ dataDir, packageFolder });
    await server.stop();
    expect(existsSync(join(packageFolder, 'native/lib/libicuuc.so.60'))).toBe(true);
  });

  it('runs for an ordinary user, from a copy where the links cannot be made in place', async () => {
    const packageFolder = packageWithoutLinks();
    chmodSync(join(packageFolder, 'native/lib'), 0o555);
    const server = await hold({ dataDir: ownFolder(), packageFolder, ...ordinary });
    expect(uidOf(server.pid)).toBe(ordinary.uid ?? process.geteuid?.());
    expect(server.home).toBe(dataDir);
    expect(server.log.join()).toContain('copied to');
    await server.end();
  });

  it('keeps its data where it may enter when only root may enter the project, and finds it again', async () => {
    chmodSync(folder, 0o700);
    const first = await hold({ dataDir });
    await ask(first.url, 'create table kept as select 1 as one');
    await first.end();
    if (root) {
      expect(first.home).toMatch(/^\/var\/lib\/minh-chung\/[0-9a-f]{16}$/);
      expect(first.log).toContainEqual(expect.stringContaining(first.home));
    } else {
      expect(first.home).toBe(dataDir);
    }
    chmodSync(folder, 0o755);
    const second = await hold({ dataDir });
    try {
      expect(second.home).toBe(first.home);
      expect(await ask(second.url, 'select one from kept')).toEqual([{ one: 1 }]);
    } finally {
      await second.end();
      if (root) rmSync(first.home, { recursive: true });
    }
  });
});

describe('when the program is killed', () => {
  const write = (server: HeldServer, n: number) => ask(server.url, `insert into kept values (${n})`);
  const started = () => {
    withData();
    return hold({ dataDir });
  };
  const kept = async () => {
    const again = await hold({ dataDir });
    try {
      return { rows: await ask(again.url, 'select n from kept order by n'), replacedOrphan: again.replacedOrphan };
    } finally {
      await again.end();
    }
  };

  it('its server stops by itself, and the next start needs no hand and loses nothing', async () => {
    const server = await started();
    await write(server, 2);
    process.kill(server.programPid, 'SIGKILL');
    await gone(server.pid);
    expect((await kept()).rows).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('with its whole process group, its server still stops by itself', async () => {
    const server = await started();
    process.kill(-server.programPid, 'SIGKILL');
    await gone(server.pid);
    expect((await kept()).rows).toEqual([{ n: 1 }]);
  });

  it('and started again at once, it waits for the server that is stopping', async () => {
    const server = await started();
    await write(server, 2);
    process.kill(server.programPid, 'SIGKILL');
    expect((await kept()).rows).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('together with what holds the server, the next start stops the orphan first and loses nothing', async () => {
    const server = await started();
    const holder = parentOf(server.pid);
    const children = readFileSync(`/proc/${holder}/task/${holder}/children`, 'utf8').trim().split(' ').map(Number);
    for (const pid of [...children.filter((child) => child !== server.pid), holder, server.programPid]) {
      process.kill(pid, 'SIGKILL');
    }
    await gone(server.programPid);
    await write(server, 2); // nobody holds it, and it lives
    expect(await kept()).toEqual({ rows: [{ n: 1 }, { n: 2 }], replacedOrphan: true });
  });

  it('together with the server, the next start recovers', async () => {
    const server = await started();
    await write(server, 2);
    process.kill(server.pid, 'SIGKILL');
    process.kill(server.programPid, 'SIGKILL');
    expect((await kept()).rows).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('and its server number now belongs to another process, that process is left alone', async () => {
    const server = await started();
    const file = join(server.home, 'postgres/postmaster.pid');
    const left = readFileSync(file, 'utf8');
    await server.end();
    writeFileSync(file, left.replace(/^\d+/, String(process.pid)));
    expect(await kept()).toEqual({ rows: [{ n: 1 }], replacedOrphan: false });
  });
});

describe('a start is refused with a sentence', () => {
  it('while another program runs on the same data', async () => {
    withData();
    const server = await hold({ dataDir });
    const { refused, vi, en } = await refusedStart({ dataDir });
    expect(refused).toBe('already-running');
    expect(vi).toContain(String(server.programPid));
    expect(en).toContain(String(server.programPid));
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.end();
  });

  it('but not for the lock of a process that is gone, even if its number is in use again', async () => {
    withData();
    writeFileSync(join(dataDir, 'instance.lock'), JSON.stringify({ pid: process.pid, identity: 'an earlier boot/1' }));
    await (await hold({ dataDir })).end();
    writeFileSync(join(dataDir, 'instance.lock'), 'cut off in the mid');
    await (await hold({ dataDir })).end();
  });

  it('in a folder that may not be written', async () => {
    chmodSync(folder, 0o555);
    const { refused, vi, en } = await refusedStart({ dataDir, ...ordinary });
    chmodSync(folder, 0o755);
    expect(refused).toBe('folder-not-writable');
    expect([vi, en].every((sentence) => sentence.includes(dataDir))).toBe(true);
  });

  it('below something that is no folder', async () => {
    writeFileSync(join(folder, 'file'), '');
    expect((await refusedStart({ dataDir: join(folder, 'file/data') })).refused).toBe('folder-not-writable');
  });

  it('on data of another PostgreSQL', async () => {
    withData();
    writeFileSync(join(dataDir, 'postgres/PG_VERSION'), '15\n');
    const { refused, en } = await refusedStart({ dataDir });
    expect(refused).toBe('data-of-other-version');
    expect(en).toContain('PostgreSQL 15');
  });

  it('on data that the server cannot read, in the words of PostgreSQL', async () => {
    withData();
    writeFileSync(join(dataDir, 'postgres/global/pg_control'), 'damaged');
    const { refused, en } = await refusedStart({ dataDir });
    expect(refused).toBe('postgres-does-not-start');
    expect(en).toMatch(/pg_control/);
  });
});

describe('on a full disk', () => {
  let disk: SmallDisk;
  beforeEach(async () => {
    mkdirSync(dataDir);
    disk = await smallDisk(dataDir, '150m');
  });
  afterEach(() => disk.remove());

  it('a first start is refused with a sentence, leaves no half-made data, and works when there is space', async () => {
    disk.fill();
    const { refused, vi, en } = await refusedStart({ dataDir, under: disk.under });
    expect(refused).toBe('disk-full');
    expect([vi, en].every((sentence) => sentence.includes(dataDir))).toBe(true);
    disk.free();
    expect(readdirSync(disk.seen(dataDir))).toEqual([]);
    await (await hold({ dataDir, under: disk.under })).end();
  });

  it('a later start is refused with a sentence, and with space again nothing is lost', async () => {
    execFileSync('cp', ['-a', `${pristine}/.`, disk.seen(dataDir)]);
    disk.fill();
    expect((await refusedStart({ dataDir, under: disk.under })).refused).toBe('disk-full');
    disk.free();
    const server = await hold({ dataDir, under: disk.under });
    const url = new URL(server.url);
    url.searchParams.set('host', disk.seen(url.searchParams.get('host') ?? ''));
    expect(await ask(url.href, 'select n from kept')).toEqual([{ n: 1 }]);
    await server.end();
  });
});
