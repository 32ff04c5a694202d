import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { processIdentity, takeInstanceLock } from './instance-lock.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'minh-chung-lock-'));
  file = join(folder, 'instance.lock');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('is held once, names its process, and is free again when released', () => {
  const lock = takeInstanceLock(file);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
  expect(() => takeInstanceLock(file)).toThrow(`process ${process.pid}`);
  lock.release();
  takeInstanceLock(file).release();
  expect(readdirSync(folder)).toEqual([]);
});

it('is taken over from a dead process, and from one whose process id was reused', () => {
  for (const stale of [
    { pid: 2 ** 22 + 1, identity: 'x' },
    { pid: process.pid, identity: 'another boot/1' },
  ]) {
    writeFileSync(file, JSON.stringify(stale));
    takeInstanceLock(file).release();
  }
});

it('does not release what another process has taken meanwhile', () => {
  const lock = takeInstanceLock(file);
  writeFileSync(file, JSON.stringify({ pid: 1, identity: processIdentity(1) }));
  lock.release();
  expect(() => takeInstanceLock(file)).toThrow('process 1');
});

it('takes a zombie for gone', async () => {
  // The child `cat` ends when its input is closed, after the shell has become `sleep`. A shell would collect its ended
  // child; `sleep` does not, so the child stays a zombie.
  const child = spawn('/bin/sh', ['-c', 'cat <&3 & echo $!; exec 3<&-; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  const zombie = await new Promise<number>((resolve) => {
    child.stdout?.once('data', (text) => {
      resolve(Number(text));
    });
  });
  try {
    while (readFileSync(`/proc/${child.pid ?? 0}/comm`, 'utf8') !== 'sleep\n') await new Promise(setImmediate);
    child.stdio[3]?.destroy();
    while (processIdentity(zombie) !== undefined) await new Promise(setImmediate);
    expect(() => process.kill(zombie, 0)).not.toThrow(); // the process id of the zombie is still in use
  } finally {
    child.kill();
  }
});
