import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dataFolders, ordinary } from '../../../tests/support/servers/data-folders.js';
import { ask, hold, refusedStart } from '../../../tests/support/servers/held-server.js';
import { type SmallDisk, smallDisk } from '../../../tests/support/servers/small-disk.js';

const place = dataFolders();

describe('a start is refused with a sentence', () => {
  it('while another program runs on the same data', async () => {
    place.withData();
    const server = await hold({ dataDir: place.dataDir });
    const { refused, vi, en } = await refusedStart({ dataDir: place.dataDir });
    expect(refused).toBe('already-running');
    expect(vi).toContain(String(server.programPid));
    expect(en).toContain(String(server.programPid));
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.end();
  });

  it('but not for the lock of a process that is gone, even if its number is in use again', async () => {
    place.withData();
    writeFileSync(
      join(place.dataDir, 'instance.lock'),
      JSON.stringify({ pid: process.pid, identity: 'an earlier boot/1' }),
    );
    await (await hold({ dataDir: place.dataDir })).end();
    writeFileSync(join(place.dataDir, 'instance.lock'), 'cut off in the mid');
    await (await hold({ dataDir: place.dataDir })).end();
  });

  it('in a folder that may not be written', async () => {
    chmodSync(place.folder, 0o555);
    const { refused, vi, en } = await refusedStart({ dataDir: place.dataDir, ...ordinary });
    chmodSync(place.folder, 0o755);
    expect(refused).toBe('folder-not-writable');
    expect([vi, en].every((sentence) => sentence.includes(place.dataDir))).toBe(true);
  });

  it('below something that is no folder', async () => {
    writeFileSync(join(place.folder, 'file'), '');
    expect((await refusedStart({ dataDir: join(place.folder, 'file/data') })).refused).toBe('folder-not-writable');
  });

  it('on data of another PostgreSQL', async () => {
    place.withData();
    writeFileSync(join(place.dataDir, 'postgres/PG_VERSION'), '15\n');
    const { refused, en } = await refusedStart({ dataDir: place.dataDir });
    expect(refused).toBe('data-of-other-version');
    expect(en).toContain('PostgreSQL 15');
  });

  it('on data that the server cannot read, in the words of PostgreSQL', async () => {
    place.withData();
    writeFileSync(join(place.dataDir, 'postgres/global/pg_control'), 'damaged');
    const { refused, en } = await refusedStart({ dataDir: place.dataDir });
    expect(refused).toBe('postgres-does-not-start');
    expect(en).toMatch(/pg_control/);
  });
});

describe('on a full disk', () => {
  let disk: SmallDisk;
  beforeEach(async () => {
    mkdirSync(place.dataDir);
    disk = await smallDisk(place.dataDir, '150m');
  });
  afterEach(() => disk.remove());

  it('a first start is refused with a sentence, leaves no half-made data, and works when there is space', async () => {
    disk.fill();
    const { refused, vi, en } = await refusedStart({ dataDir: place.dataDir, under: disk.under });
    expect(refused).toBe('disk-full');
    expect([vi, en].every((sentence) => sentence.includes(place.dataDir))).toBe(true);
    disk.free();
    expect(readdirSync(disk.seen(place.dataDir))).toEqual([]);
    await (await hold({ dataDir: place.dataDir, under: disk.under })).end();
  });

  it('a later start is refused with a sentence, and with space again nothing is lost', async () => {
    execFileSync('cp', ['-a', `${place.pristine}/.`, disk.seen(place.dataDir)]);
    disk.fill();
    expect((await refusedStart({ dataDir: place.dataDir, under: disk.under })).refused).toBe('disk-full');
    disk.free();
    const server = await hold({ dataDir: place.dataDir, under: disk.under });
    const url = new URL(server.url);
    url.searchParams.set('host', disk.seen(url.searchParams.get('host') ?? ''));
    expect(await ask(url.href, 'select n from kept')).toEqual([{ n: 1 }]);
    await server.end();
  });
});
