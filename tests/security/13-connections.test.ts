import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Uuid } from '#kernel/ids';
import { type TestApi, testApi } from '../support/servers/api.js';
import { onTheWire } from '../support/servers/wire.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import { openTermAlone } from '../support/worlds/several-persons.js';

let product: TestApi;
const lines: string[] = [];
const log = new Writable({
  write(chunk: Buffer, _, done) {
    lines.push(chunk.toString());
    done();
  },
});
beforeAll(async () => {
  product = await testApi({ LOG_LEVEL: 'info' }, { log });
}, 60_000);
afterAll(() => product.close());

const headOf = (start: string, headers: Readonly<Record<string, string>>): string =>
  `${start} HTTP/1.1\r\n${Object.entries({ host: 'localhost', connection: 'close', ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;
const upload = (bytes: number) =>
  headOf('POST /api/organizations', {
    ...product.tester,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
    'content-length': String(bytes),
  });

it('a body of 10 MB is answered by 413, and its sender reads the answer', async () => {
  const bytes = 10 * 1024 * 1024;
  const { status, body } = await onTheWire(product.api.address, upload(bytes) + 'x'.repeat(bytes));
  expect([status, (JSON.parse(body) as { code: string }).code]).toEqual([413, 'too-large']);
  const answer = await product.post('/api/organizations', `{"name":"${'x'.repeat(bytes)}"}`);
  expect([answer.status, (answer.json as { code: string }).code]).toEqual([413, 'too-large']);
});

it('an upload that its sender ends is no fault of the program', async () => {
  lines.length = 0;
  const socket = connect(Number(new URL(product.api.address).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${upload(5000)}{"name":"`);
  await sleep(100);
  socket.destroy();
  const seen = () => lines.find((line) => line.includes('malformed-request') || line.includes('"level":50'));
  for (let tries = 0; tries < 100 && seen() === undefined; tries++) await sleep(20);
  expect(seen()).toContain('malformed-request');
  expect(lines.filter((line) => line.includes('"level":50'))).toEqual([]);
});

it('a target in absolute form is answered only for the hosts of this server', async () => {
  const statusOf = async (target: string) =>
    (await onTheWire(product.api.address, headOf(`GET ${target}`, product.tester))).status;
  const { host } = new URL(product.api.address);
  expect(await statusOf(`http://${host}/api/organizations`)).toBe(200);
  expect(await statusOf('http://phuong-khac.example/api/organizations')).toBe(421);
  expect(await statusOf('HTTPS://phuong-khac.example:443/api/organizations')).toBe(421);
  expect(await statusOf('http://localhost@phuong-khac.example/api/organizations')).toBe(421);
});

it('a person has ten streams of figures at a time, and a new one when another has ended', async () => {
  const viewer = async () => {
    const id = Uuid.parse(randomUUID());
    await grantRoles(product.api, id, ['viewer']);
    return signedIn(product.api, id);
  };
  const [one, other] = [await viewer(), await viewer()];
  const ward = { name: 'Đảng bộ phường', type: 'WARD_ORGANIZATION', parentId: null, establishedOn: '2025-07-01' };
  const { id } = (await product.post('/api/organizations', ward)).json as { id: string };
  const term = { organizationId: id, name: 'Nhiệm kỳ', startsOn: '2025-08-01' };
  const opened = await openTermAlone(product.api, term);
  await product.get(`/api/coverage?scope=${id}&after=${opened.position}`);
  const open = async (headers: Record<string, string>) => {
    const ended = new AbortController();
    const url = new URL(`/api/coverage/stream?scope=${id}`, product.api.address);
    const { status, headers: told } = await fetch(url, { headers, signal: ended.signal });
    return {
      status,
      retryAfter: told.get('retry-after'),
      end: () => {
        ended.abort();
      },
    };
  };
  const streams = [];
  for (let n = 0; n < 10; n++) streams.push(await open(one));
  expect(streams.map(({ status }) => status)).toEqual(Array(10).fill(200));
  const refused = await open(one);
  expect([refused.status, refused.retryAfter]).toEqual([429, '30']);
  const others = await open(other);
  expect(others.status).toBe(200);
  streams[0]?.end();
  let next = await open(one);
  for (let tries = 0; tries < 100 && next.status !== 200; tries++) {
    await sleep(20);
    next = await open(one);
  }
  expect(next.status).toBe(200);
  for (const stream of [...streams, others, next]) stream.end();
}, 30_000);

it('readiness tells strangers codes, and positions of the log only to who may read metrics', async () => {
  const parts = async (headers: Record<string, string>) => {
    const answer = await fetch(new URL('/health/ready', product.api.address), { headers });
    return ((await answer.json()) as { parts: Record<string, object> }).parts;
  };
  const id = Uuid.parse(randomUUID());
  await grantRoles(product.api, id, ['clerk']);
  for (const headers of [{}, { authorization: 'Bearer wrong' }, await signedIn(product.api, id)])
    expect(await parts(headers)).toEqual({
      store: { reachable: true, purpose: 'DEMO', trouble: null },
      readModels: { reachable: true, notServing: [], failed: null },
    });
  const known = await parts(product.tester);
  expect(Object.keys(known.readModels ?? {})).toEqual(expect.arrayContaining(['reachable', 'seen', 'generations']));
});
