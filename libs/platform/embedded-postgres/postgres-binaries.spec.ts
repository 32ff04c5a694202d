import { existsSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { StartRefused } from '../start-refused.js';
import { installedPackage, postgresPackage, thisMachine } from './postgres-binaries.js';

it.each([
  { platform: 'linux', arch: 'x64', glibc: false },
  { platform: 'linux', arch: 'riscv64', glibc: true },
  { platform: 'win32', arch: 'x64', glibc: true },
  { platform: 'freebsd', arch: 'x64', glibc: true },
])('refuses %j with a sentence that names DATABASE_URL', (machine) => {
  let refused: unknown;
  try {
    postgresPackage(machine);
  } catch (error) {
    refused = error;
  }
  expect(refused).toBeInstanceOf(StartRefused);
  expect(refused).toMatchObject({
    code: 'platform-unsupported',
    sentence: { vi: expect.stringContaining('DATABASE_URL'), en: expect.stringContaining('DATABASE_URL') },
  });
});

it('finds the package of this machine', () => {
  expect(existsSync(`${installedPackage(thisMachine())}/native/bin/initdb`)).toBe(true);
});
