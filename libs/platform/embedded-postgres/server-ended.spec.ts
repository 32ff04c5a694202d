import { tmpdir } from 'node:os';
import { expect, it } from '@jest/globals';
import { whyServerEnded } from './server-ended.js';

it('says that the disk is full where the server ended because it could write no more', () => {
  const said = whyServerEnded('/data/ward', () => 1024);
  expect(said).toContain('Ổ đĩa chứa /data/ward đã đầy');
  expect(said).toContain('The disk that holds /data/ward is full');
});

it('blames no disk that has room', () => {
  for (const folder of [tmpdir(), '/no/such/folder'])
    expect(whyServerEnded(folder)).toBe('the embedded PostgreSQL has ended');
});
