import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { AccessDeniedError, jsonEvent, KurrentDBClient } from '@kurrent/kurrentdb-client';
import { randomUUID } from 'node:crypto';
import { type StandIn, standInServer } from '../../support/servers/kurrentdb.js';
import { RawCalls } from '../../support/servers/kurrentdb-calls.js';

/** Rights on a server with accounts, as on real servers. */
const ACCOUNTS = 'admin:changeit,ops:ops:$ops,minhchung:secret,other:other,half:half';

let server: StandIn;
let admin: KurrentDBClient;
const opened: { close(): void }[] = [];
const clients: KurrentDBClient[] = [];

beforeAll(async () => {
  server = await standInServer({ accounts: ACCOUNTS });
});
afterAll(() => server.close());
beforeEach(() => {
  admin = client('admin', 'changeit');
});
afterEach(async () => {
  for (const calls of opened.splice(0)) calls.close();
  await Promise.all(clients.splice(0).map((each) => each.dispose()));
});

function client(name: string, password = name): KurrentDBClient {
  const made = KurrentDBClient.connectionString(server.urlFor(name, password));
  clients.push(made);
  return made;
}

function raw(name: string, password = name): RawCalls {
  const made = new RawCalls(server.urlFor(name, password));
  opened.push(made);
  return made;
}

const newStream = () => `mc_${randomUUID()}`;
const event = (data: object = { n: 0 }, type = 'SampleRecorded') => jsonEvent({ type, data: { ...data } });
const readers = (...readRoles: string[]) => admin.setStreamMetadata('$all', { acl: { readRoles } });

/** Exactly the rights that the product needs. */
const SETTINGS = {
  $userStreamAcl: {
    $r: ['$admins', 'minhchung'],
    $w: ['$admins', 'minhchung'],
    $d: ['$admins'],
    $mr: ['$admins', 'minhchung'],
    $mw: ['$admins'],
  },
  $systemStreamAcl: { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' },
};
const setDefaults = (settings: object) => admin.appendToStream('$settings', event(settings, 'update-default-acl'));

describe('an account', () => {
  it('is refused with a wrong password or an unknown name, and has no rights without a password', async () => {
    for (const calls of [raw('admin', 'wrong'), raw('nobody')])
      expect((await calls.readAll({}).error()).code).toBe(status.UNAUTHENTICATED);
    const nameless = new RawCalls(server.url);
    opened.push(nameless);
    expect((await nameless.readAll({}).error()).code).toBe(status.PERMISSION_DENIED);
    await expect(client('other', 'wrong').appendToStream(newStream(), event())).rejects.toThrow(AccessDeniedError);
  });

  it('does not authenticate without TLS: the vendor’s client sends no password', async () => {
    const plain = await standInServer({ accounts: ACCOUNTS, tls: false });
    const silent = KurrentDBClient.connectionString(plain.urlFor('admin', 'changeit'));
    const credentials = { username: 'admin', password: 'changeit' };
    for (const options of [{}, { credentials }])
      await expect(silent.appendToStream(newStream(), event(), options)).rejects.toThrow('PERMISSION_DENIED');
    const calls = new RawCalls(plain.urlFor('admin', 'changeit'));
    await calls.readAll({}).whole();
    calls.close();
    await silent.dispose();
    await plain.close();
  });

  it('is refused with the correct password, too, while the server starts', async () => {
    const slow = await standInServer({ accounts: ACCOUNTS, warmUpMs: 2_000 });
    const calls = new RawCalls(slow.urlFor('admin', 'changeit'));
    expect((await calls.readAll({}).error()).code).toBe(status.UNAUTHENTICATED);
    let ending: unknown;
    while (ending !== 'OK') {
      const read = calls.readAll({});
      await read.until((each) => each.ending !== undefined);
      ({ ending } = read);
    }
    calls.close();
    await slow.close();
  });
});

it('by default every account may write to, delete and set metadata of any ordinary stream', async () => {
  const stream = newStream();
  const other = client('other');
  await client('minhchung', 'secret').appendToStream(stream, event());
  await other.appendToStream(stream, event());
  await other.setStreamMetadata(stream, { maxCount: 1 });
  expect((await raw('other').readStream(stream).whole()).revisions).toEqual([1]);
  await other.deleteStream(stream);
  await other.tombstoneStream(stream);
  await expect(other.appendToStream('$ours', event())).rejects.toThrow(AccessDeniedError);
});

it('only administrators read $all, until its metadata say otherwise; the roles of operators are not enough', async () => {
  await readers('$admins');
  await raw('admin', 'changeit').readAll({ count: 1 }).whole();
  for (const name of ['ops', 'other']) {
    const denied = await raw(name).subscribe({}).error();
    expect([denied.code, denied.details]).toEqual([status.PERMISSION_DENIED, 'Access Denied']);
    expect(denied.metadata.get('exception')).toEqual(['access-denied']);
  }
  await readers('$admins', 'other');
  await raw('other').subscribe({}).caughtUp();
  expect((await raw('ops').readAll({}).error()).code).toBe(status.PERMISSION_DENIED);
});

it('a withdrawn right ends the subscription that had it', async () => {
  await readers('$admins', 'other', 'half');
  const kept = await raw('other').subscribe({}).caughtUp();
  const ended = await raw('half').subscribe({}).caughtUp();
  await readers('$admins', 'other');
  expect((await ended.error()).code).toBe(status.PERMISSION_DENIED);
  await admin.appendToStream(newStream(), event());
  await kept.until(({ events }) => events.at(-1)?.type === 'SampleRecorded');
  expect(kept.ending).toBeUndefined();
});

it('the default rights in $settings are obeyed for reading, writing, deleting and metadata', async () => {
  const stream = newStream();
  await setDefaults(SETTINGS);
  const product = client('minhchung', 'secret');
  await product.appendToStream(stream, event());
  expect((await raw('minhchung', 'secret').readStream(stream).whole()).revisions).toEqual([0]);
  await raw('minhchung', 'secret').readStream(`$$${stream}`).whole();
  const refused = [
    product.deleteStream(stream),
    product.tombstoneStream(stream),
    product.setStreamMetadata(stream, { maxCount: 1 }),
    product.appendToStream('$settings', event({}, 'update-default-acl')),
    client('other').appendToStream(stream, event()),
    client('other').setStreamMetadata(stream, { maxCount: 1 }),
  ];
  for (const outcome of await Promise.allSettled(refused))
    expect(outcome).toMatchObject({ status: 'rejected', reason: { type: 'access-denied' } });
  for (const name of [stream, `$$${stream}`])
    expect((await raw('other').readStream(name).error()).code).toBe(status.PERMISSION_DENIED);
  await server.restart();
  expect((await raw('other').readStream(stream).error()).code).toBe(status.PERMISSION_DENIED);
  const after = client('admin', 'changeit');
  await after.setStreamMetadata(stream, { acl: { readRoles: ['other'] } });
  expect((await raw('other').readStream(stream).whole()).revisions).toEqual([0]);
  expect((await raw('minhchung', 'secret').readStream(stream).error()).code).toBe(status.PERMISSION_DENIED);
});
