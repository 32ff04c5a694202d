import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { dataFolders, ordinary, root } from '../../../tests/support/servers/data-folders.js';
import { type HeldServer, ask, gone, hold } from '../../../tests/support/servers/held-server.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import { installedPackage, thisMachine } from './postgres-binaries.js';

const place = dataFolders();

const uidOf = (pid: number) => Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
const parentOf = (pid: number) => Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** A folder of its own for the ordinary user. */
function ownFolder(): string {
  mkdirSync(place.dataDir);
  if (ordinary.uid !== undefined) chownSync(place.dataDir, ordinary.uid, ordinary.uid);
  return place.dataDir;
}

/** The platform package as npm unpacks it without install scripts: no links between libraries. */
function packageWithoutLinks(): string {
  const copy = join(place.folder, 'package');
  cpSync(installedPackage(thisMachine()), copy, {
    recursive: true,
    filter: (source) => !/\.so(\.\d+)?$/.test(source) || statSync(source).size === 0 || !isLink(source),
  });
  expect(existsSync(join(copy, 'native/lib/libicuuc.so.60'))).toBe(false);
  return copy;
}
const isLink = (path: string) => execFileSync('readlink', ['-f', path], { encoding: 'utf8' }).trim() !== path;

describe('the embedded PostgreSQL', () => {
  it('runs as nobody when started by root, and as the same user otherwise', async () => {
    const accounts = readFileSync('/etc/passwd', 'utf8');
    const server = await startEmbeddedPostgres({ dataDir: place.dataDir });
    try {
      expect(uidOf(server.pid)).toBe(root ? 65_534 : process.geteuid?.());
      expect(readFileSync('/etc/passwd', 'utf8')).toBe(accounts);
      expect(await ask(server.url, 'select current_database() as database')).toEqual([{ database: 'minhchung' }]);
    } finally {
      await server.stop();
    }
  });

  it('listens on no port and sorts by the rules of Vietnamese', async () => {
    place.withData();
    const server = await startEmbeddedPostgres({ dataDir: place.dataDir });
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
    place.withData();
    const first = await startEmbeddedPostgres({ dataDir: place.dataDir });
    await ask(first.url, 'alter system set fsync = off');
    await ask(first.url, 'alter system set full_page_writes = off');
    await first.stop();
    const second = await startEmbeddedPostgres({ dataDir: place.dataDir });
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
    const server = await startEmbeddedPostgres({ dataDir: place.dataDir, packageFolder });
    await server.stop();
    expect(existsSync(join(packageFolder, 'native/lib/libicuuc.so.60'))).toBe(true);
  });

  it('runs for an ordinary user, from a copy where the links cannot be made in place', async () => {
    const packageFolder = packageWithoutLinks();
    chmodSync(join(packageFolder, 'native/lib'), 0o555);
    const server = await hold({ dataDir: ownFolder(), packageFolder, ...ordinary });
    expect(uidOf(server.pid)).toBe(ordinary.uid ?? process.geteuid?.());
    expect(server.home).toBe(place.dataDir);
    expect(server.log.join()).toContain('copied to');
    await server.end();
  });

  it('keeps its data in a folder it can enter when only root can enter the project, and finds it again', async () => {
    chmodSync(place.folder, 0o700);
    const first = await hold({ dataDir: place.dataDir });
    await ask(first.url, 'create table kept as select 1 as one');
    await first.end();
    if (root) {
      expect(first.home).toMatch(/^\/var\/lib\/minh-chung\/[0-9a-f]{16}$/);
      expect(first.log).toContainEqual(expect.stringContaining(first.home));
    } else {
      expect(first.home).toBe(place.dataDir);
    }
    chmodSync(place.folder, 0o755);
    const second = await hold({ dataDir: place.dataDir });
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
    place.withData();
    return hold({ dataDir: place.dataDir });
  };
  const kept = async () => {
    const again = await hold({ dataDir: place.dataDir });
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
    await write(server, 2); // no program holds the server any more, and it still runs
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
