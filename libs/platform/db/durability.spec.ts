import { expect, it } from '@jest/globals';
import { refuseUnlessDurable } from './durability.js';

const durable = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  data_checksums: 'on',
  session_replication_role: 'origin',
  server_version_num: '180004',
};

it.each([{}, { synchronous_commit: 'remote_apply' }, { server_version_num: '150000' }])(
  'is content with %j',
  (found) => {
    expect(refuseUnlessDurable({ ...durable, ...found })).toEqual({ ...durable, ...found });
  },
);

it.each([
  { fsync: 'off' },
  { full_page_writes: 'off' },
  { synchronous_commit: 'off' },
  { synchronous_commit: 'local' },
  { data_checksums: 'off' },
  { session_replication_role: 'replica' },
  { session_replication_role: 'local' },
  { server_version_num: '149999' },
])('refuses %j by name', (found) => {
  expect(() => refuseUnlessDurable({ ...durable, ...found })).toThrow(String(Object.keys(found)[0]));
});
