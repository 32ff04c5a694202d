// A KurrentDB server with events of others, which readers have to scan without delaying requests. The stand-in scans so
// slowly that a long run of foreign events takes a minute; after the check it continues at full speed, unless
// SHARED_SERVER_MINUTE=1.
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { BEGINNING } from '#platform/event-store/event-store';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { type StandIn, standInServer } from '../support/servers/kurrentdb.js';
import { killed, SharedWard, until } from '../support/worlds/shared-ward.js';

const STRETCH = 1_500_000;
const A_MINUTE = STRETCH / 60;
/** At this speed a scan takes longer than a test. */
const STANDSTILL = STRETCH / 600;
const FULL_SPEED = process.env.SHARED_SERVER_MINUTE === '1' ? A_MINUTE : 0;
/** Number of events that may be scanned twice: the product's own, and those between two checkpoints of the server. */
const FEW = 1_000;
const NAME = 'Chi bộ sau quãng dài';

const Figures = z.looseObject({ covered: z.int(), lag: z.int(), lagSeconds: z.int().nullable() });
const Problem = z.looseObject({ code: z.string() });
const Ready = z.looseObject({
  ready: z.boolean(),
  parts: z.looseObject({
    store: z.looseObject({ trouble: z.string().nullable() }),
    readModels: z.looseObject({
      reachable: z.boolean(),
      seenAt: z.iso.datetime().nullable(),
      looked: z.string().transform(BigInt).nullable(),
    }),
  }),
});

let server: StandIn;
let ward: SharedWard;
let worker: ChildProcess | undefined;
/** Begin and end of the foreign events after our last event. */
const behind = { from: BEGINNING, to: BEGINNING };
const goes = (scanPerSecond: number) => server.faults.set({ scanPerSecond });
const head = async () => BigInt((await server.state()).head);
const coverage = () => `/api/coverage?scope=${ward.ward}&asOf=2026-01-31`;
const figures = async () => Figures.parse((await ward.get(coverage())).json);
const ready = async (of = ward) => Ready.parse((await of.get('/health/ready')).json);
const looked = async () => (await ready()).parts.readModels.looked ?? BEGINNING;
/** Number of these foreign events after a position. */
const left = (after: bigint) => Number((BigInt(STRETCH) * (behind.to - after)) / (behind.to - behind.from));

beforeAll(async () => {
  server = await standInServer();
  await server.foreign('theirs', STRETCH);
  ward = await SharedWard.begin(server, 'mca_', 'Phường An Biên');
  await server.foreign('theirs', STRETCH);
  const organizationId = ward.ward;
  const term = { organizationId, name: 'Nhiệm kỳ 2025–2030', startsOn: '2025-08-16', endsOn: null, endAssumed: false };
  await ward.openTerm(term);
  const cell = await ward.establish('Chi bộ 1');
  const last = await ward.record('/api/inspections/concluded', {
    kind: 'INSP_COMPLIANCE',
    decidingBody: { organizationId, body: 'COMMITTEE' },
    decision: { number: '1-QĐ/ĐU', signedOn: '2025-09-01' },
    notice: { number: '2-TB/ĐU', signedOn: '2025-12-31' },
    subjects: [{ organizationId: cell.id, capacity: 'ORGANIZATION', outcome: 'GOOD' }],
  });
  await until(async () => (await ward.get(`${coverage()}&after=${String(last.position)}`)).status === 200);
  await ward.stop();
  behind.from = await head();
  await server.foreign('theirs', STRETCH);
  behind.to = await head();
});
afterAll(async () => {
  worker?.kill('SIGKILL'); // if a test failed before it killed the worker
  await ward.close();
  await server.close();
});

describe('a long run of foreign events after our last event', () => {
  it('is scanned by a worker, which notes its progress and is killed in the middle', async () => {
    await goes(A_MINUTE);
    worker = ward.worker();
    await until(async () => left((await ward.looked()).looked) < STRETCH - FEW);
    await killed(worker);
    const { seen, looked: upTo } = await ward.looked();
    expect([seen <= behind.from, upTo > behind.from, upTo < behind.to]).toEqual([true, true, true]);
  });

  it('delays no answer and no command, and the next program continues where the killed one stopped', async () => {
    const before = await ward.looked();
    const { scanned } = await server.state();
    await ward.start();
    const paths = [coverage(), '/api/organizations', '/api/engagements', `/?scope=${ward.ward}&asOf=2026-01-31`];
    for (const path of paths) expect([path, (await ward.get(path)).status]).toEqual([path, 200]);
    expect(await ready()).toMatchObject({ ready: true });
    expect((await figures()).covered).toBe(1);

    const { position } = await ward.establish(NAME);
    expect(position).toBeGreaterThan(behind.to);
    const included = `/api/organizations?after=${String(position)}`;
    const early = await ward.get(included);
    expect([early.status, Problem.parse(early.json).code]).toEqual([503, 'not-caught-up']);
    expect((await figures()).lag).toBeGreaterThan(0);

    const told = await looked();
    await until(async () => (await looked()) > told);
    await until(() => ward.lines.some((line) => line.includes('looking through the log of KurrentDB: at position')));
    // All this was answered during the scan, which still runs.
    expect((await ward.get('/api/organizations')).text).not.toContain(NAME);
    expect(await looked()).toBeLessThan(behind.to);

    await goes(FULL_SPEED);
    await until(async () => (await ward.get(included)).status === 200);
    expect((await ward.get('/api/organizations')).text).toContain(NAME);
    await until(async () => (await figures()).lagSeconds === 0);
    expect((await server.state()).scanned - scanned).toBeLessThan(left(before.looked) + FEW);
  });

  it('is scanned once: a start finds the end of the log at once, but not without the noted progress', async () => {
    const { position } = await ward.establish('Chi bộ 2'); // the subscription has delivered events since it began
    await until(async () => (await ward.get(`/api/organizations?after=${String(position)}`)).status === 200);
    await server.foreign('theirs', STRETCH);
    const end = await head();
    // The server sends a checkpoint once in many events, and none for the few at the end.
    const fewBefore = end - ((behind.to - behind.from) * BigInt(FEW)) / BigInt(STRETCH);
    await until(async () => (await looked()) > fewBefore);
    await ward.stop();
    await goes(STANDSTILL);
    const stopped = new Date();
    const isSeen = async () => new Date((await ready()).parts.readModels.seenAt ?? 0) > stopped;
    await ward.start();
    await until(isSeen);
    await ward.stop();

    await ward.sql('update read.log set looked = seen');
    const { scanned } = await server.state();
    await ward.start();
    stopped.setTime(Date.now());
    await until(async () => (await server.state()).scanned > scanned + FEW);
    expect(await isSeen()).toBe(false);
    await goes(FULL_SPEED);
    await until(isSeen);
  });

  it('delays a program and a request that read the log itself: the planted fault', async () => {
    await server.foreign('theirs', STRETCH);
    await goes(STANDSTILL);
    const naive = new KurrentDbEventStore({ connectionString: server.url, prefix: 'mca_' });
    const asked = [naive.head(), naive.readAll(BEGINNING, 10_000)].map((answer) => answer.catch(() => 'none'));
    const knowledge = ward.api?.readModels.knowledge ?? {};
    const own = Object.assign({}, knowledge);
    Object.assign(knowledge, { end: () => naive.head() });
    expect((await ready()).parts.readModels.reachable).toBe(false);
    Object.assign(knowledge, own);
    expect((await ready()).parts.readModels.reachable).toBe(true);
    expect(await Promise.race([...asked, sleep(0, 'nothing yet')])).toBe('nothing yet');
    await naive.close();
    await goes(FULL_SPEED);
  });
});

describe('two wards on one server', () => {
  let other: SharedWard;
  beforeAll(async () => {
    await goes(0);
    other = await SharedWard.begin(server, 'mcb_', 'Phường Lạch Tray');
  });
  afterAll(() => other.close());
  const names = async (of: SharedWard) =>
    z
      .looseObject({ organizations: z.array(z.looseObject({ name: z.string() })) })
      .parse((await of.get('/api/organizations')).json)
      .organizations.map(({ name }) => name)
      .sort();

  it('record at the same time, and each sees its own records', async () => {
    const own = await names(ward);
    const cells = (of: string) => Array.from({ length: 10 }, (_, i) => `Chi bộ ${of} ${i}`);
    const [here, there] = await Promise.all(
      [ward, other].map((of, i) => Promise.all(cells(i === 0 ? 'An' : 'Lạch').map((name) => of.establish(name)))),
    );
    for (const [of, recorded = []] of [
      [ward, here],
      [other, there],
    ] as const)
      for (const { position } of recorded)
        await until(async () => (await of.get(`/api/organizations?after=${String(position)}`)).status === 200);
    expect(await names(ward)).toEqual([...own, ...cells('An')].sort());
    expect(await names(other)).toEqual(['Phường Lạch Tray', ...cells('Lạch')].sort());
  });

  it('raise no alarm about each other', async () => {
    await server.foreign('mcb_term-of-somebody', 1);
    await until(async () => (await ready(other)).parts.store.trouble !== null);
    const refused = { name: 'Chi bộ 2', type: 'BASE_CELL', parentId: other.ward, establishedOn: '2025-07-01' };
    expect((await other.post('/api/organizations', refused)).status).toBe(503);
    const { position } = await ward.establish('Chi bộ yên ổn');
    await until(async () => (await ward.get(`/api/organizations?after=${String(position)}`)).status === 200);
    expect(await names(ward)).toContain('Chi bộ yên ổn');
    expect(await ready()).toMatchObject({ ready: true, parts: { store: { trouble: null } } });
  });
});
