import { randomUUID } from 'node:crypto';
import { SessionBook } from '#features/identity';
import { LogOfReadings } from '#features/readings';
import { member, MemberSealer, members as persons, plainCommands } from '#features/members';
import { newStreamId, streamId, type Uuid } from '#kernel/ids';
import { sameName } from '#kernel/sameness';
import { ofProgram } from '#platform/commands/store-declaration';
import { loadConfig } from '#platform/config';
import { createLogger } from '#platform/http/logging';
import { Openings } from '#platform/sealing/openings';
import { PERSON_NAMES, type PersonNames } from '#platform/http/persons';
import { type Api, startApi } from '../../apps/api/api.js';
import { DEMO_PASSWORD } from '../../apps/demo/accounts.js';
import { concurrently, interleaved, perSecond, quantile } from './measure.js';
import type { Part } from './report.js';
import type { BenchServer } from './server.js';

const PERSONS = 5_000;
const STARTS = 3;
const SEARCHES = 300;
const ROUNDS = 7;
const PAGES = 20;
const CASES = 200;
/** The goals: a search takes at most 50 ms, and a page with names at most 1.5 times as long as with codes. */
const [SEARCH_MS, NAMES_SPEED] = [50, 0.67];

const FAMILY = 'Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý'.split(' ');
const MIDDLE = 'Văn Thị Hữu Đức Minh Ngọc Quang Thanh Thu Xuân'.split(' ');
const GIVEN = 'An Bình Cường Dung Đạt Giang Hà Hải Hạnh Hoa Hoà Hùng Hương Khánh Lan Long Mai Nam Nga Phúc'.split(' ');
const pick = (from: readonly string[], n: number) => from[n % from.length] ?? '';
const nameOf = (n: number): string =>
  [pick(FAMILY, n * 7), pick(MIDDLE, n * 3 + (n >> 4)), pick(GIVEN, n >> 2)].join(' ');
const TYPED = ['nguyen van a', 'Van A', 'Hoà', 'dang', 'Trần Thị', 'khong co ai', 'le minh nga'];

/** Enters persons as the log holds them. @returns their ids */
async function enter({ platform, readModels }: Api): Promise<readonly Uuid[]> {
  const sealer = new MemberSealer(platform.sealing);
  const ids: Uuid[] = [];
  await concurrently(32, PERSONS, async (n) => {
    const commandId = randomUUID() as Uuid;
    const id = newStreamId(member.category, commandId, commandId);
    const bornOn = `19${String(40 + (n % 60)).padStart(2, '0')}-0${1 + (n % 9)}-1${n % 9}`;
    const plain = plainCommands.EnterMember.parse({ name: nameOf(n), bornOn, cardNumber: String(10_000_000 + n) });
    const command = await sealer.entry({ memberId: id, commandId }, plain);
    const envelope = { ...ofProgram(commandId), facts: { number: 50_000 + n } };
    await platform.executor.execute(member, streamId(member.category, id), command, envelope);
    ids.push(id);
  });
  await readModels.knowledge.waitFor(await platform.store.head(), [persons.name], 120_000);
  return ids;
}

/** Asks as the clerk of the demo. */
async function asking({ app }: Api) {
  const { token } = await app.get(SessionBook).signIn('nhaplieu', DEMO_PASSWORD, '127.0.0.1');
  const headers = { host: 'localhost', authorization: `Bearer ${token}`, purpose: 'REPORT' };
  return async (url: string, payload?: object): Promise<string> => {
    const key = payload ? { 'idempotency-key': randomUUID() } : {};
    const request = { method: payload ? ('POST' as const) : ('GET' as const), url, headers: { ...headers, ...key } };
    const answer = await app.inject(payload ? { ...request, payload } : request);
    if (answer.statusCode >= 300) throw new Error(`${url} was answered with ${answer.statusCode}: ${answer.payload}`);
    return answer.payload;
  };
}

async function timed(count: number, one: (n: number) => unknown): Promise<readonly number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const began = performance.now();
    await one(n);
    times.push(performance.now() - began);
  }
  return times;
}

/** Search by name in 5,000 persons, and what names in a list cost beside codes. */
export async function members(server: BenchServer): Promise<Part> {
  const database = await server.database('bench_members');
  const environment = { DATABASE_URL: database.url, DATA_DIR: server.folder, PORT: '0', PROJECTIONS: 'inside' };
  const config = loadConfig({ ...environment, COSTLY_REQUESTS_PER_MINUTE: '100000' });
  const start = () => startApi(config, { logger: createLogger('error', process.stderr), demo: true });
  let api = await start();
  try {
    const ids = await enter(api);
    const first: number[] = [];
    for (let n = 0; n < STARTS; n++) {
      await api.close();
      api = await start();
      const ask = await asking(api);
      await ask('/api/members?limit=1');
      first.push(...(await timed(1, () => ask(search('nguyen van a')))));
    }
    const ask = await asking(api);
    const folded = Array.from({ length: PERSONS }, (_, n) => sameName(nameOf(n)));
    const floor = await timed(SEARCHES, (n) => folded.filter((name) => name.includes(sameName(typedAt(n)))));
    const searched = await timed(SEARCHES, (n) => ask(search(typedAt(n))));
    const log = api.app.get(LogOfReadings);
    const record = log.record.bind(log);
    log.record = () => Promise.resolve(new Openings(() => Promise.resolve()));
    const unrecorded = await timed(SEARCHES, (n) => ask(search(typedAt(n))));
    log.record = record;
    const pages = await listing(api, ask, ids);
    return {
      figures: [
        {
          figure: `first search of ${PERSONS} names after a start, which opens all`,
          unit: 'ms',
          product: first,
          floor: null,
          goal: null,
        },
        ...([0.5, 0.99] as const).flatMap((share) => [
          {
            figure: `search of ${PERSONS} names over HTTP, p${share * 100}`,
            unit: 'ms',
            product: [quantile(unrecorded, share)],
            floor: [quantile(floor, share)],
            goal: share === 0.5 ? null : { atMost: SEARCH_MS },
          },
          {
            figure: `the same with the two appends of its reading, p${share * 100}`,
            unit: 'ms',
            product: [quantile(searched, share)],
            floor: null,
            goal: null,
          },
        ]),
        {
          figure: `a page of 50 cases with the names of their persons`,
          unit: 'pages/s',
          product: pages.get('names') ?? [],
          floor: pages.get('codes') ?? [],
          goal: { atLeast: NAMES_SPEED },
        },
      ],
      notes: [
        `Persons: the API in this process, one request after the other (${SEARCHES} searches). The floor of a search is a scan of ${PERSONS} folded texts in an array; a search records a reading by two durable appends, which are told beside the search itself. The floor of a page is the same page with codes in place of names, recorded alike.`,
      ],
    };
  } finally {
    await api.close();
    await server.drop(database);
  }
}

const typedAt = (n: number): string => TYPED[n % TYPED.length] ?? '';
const search = (typed: string): string => `/api/members/search?name=${encodeURIComponent(typed)}`;

/** Lists of cases about as many persons, told by name and by code. */
async function listing(api: Api, ask: (url: string, payload?: object) => Promise<string>, ids: readonly Uuid[]) {
  const answer = await ask('/api/organizations?type=SUB_CELL&limit=1');
  const [cell] = (JSON.parse(answer) as { organizations: { organizationId: string }[] }).organizations;
  await concurrently(16, CASES, async (n) => {
    const subject = { class: 'OFFICIAL_MEMBER', organizationId: cell?.organizationId, memberId: ids[n] };
    const openedOn = `2025-12-${String((n % 28) + 1).padStart(2, '0')}`;
    await ask('/api/discipline-cases', { subject, source: { other: 'CELL_PROPOSAL' }, openedOn, note: 'điều riêng' });
  });
  await api.readModels.knowledge.waitFor(await api.platform.store.head(), ['disciplineCases'], 60_000);
  const url = '/api/discipline-cases?limit=50';
  const names = api.app.get<{ -readonly [K in keyof PersonNames]: PersonNames[K] }>(PERSON_NAMES);
  const known = names.known.bind(names);
  const page = (how: PersonNames['known']) => () => {
    names.known = how;
    return perSecond(PAGES, async () => {
      for (let n = 0; n < PAGES; n++) await ask(url);
    });
  };
  return interleaved(
    [
      { name: 'names', run: page(known) },
      { name: 'codes', run: page((of, by) => known(of, by, null)) },
    ],
    ROUNDS,
  );
}
