import { randomUUID } from 'node:crypto';
import { LogOfReadings } from '#features/readings';
import { SessionBook } from '#features/identity';
import { loadConfig } from '#platform/config';
import { createLogger } from '#platform/http/logging';
import { Openings } from '#platform/sealing/openings';
import { type Api, startApi } from '../../apps/api/api.js';
import { DEMO_PASSWORD } from '../../apps/demo/accounts.js';
import { concurrently, interleaved, perSecond } from './measure.js';
import type { Part } from './report.js';
import type { BenchServer } from './server.js';

const CASES = 200;
const ROUNDS = 7;
const REQUESTS = 20;
/** The goal: the list with its reading takes at most 1.5 times as long as without, so its speed is at least 2/3. */
const GOAL = 0.67;

/** A new person of the register. */
async function entered({ app }: Pick<Api, 'app'>, headers: Record<string, string>): Promise<string> {
  const { statusCode, payload } = await app.inject({
    method: 'POST',
    url: '/api/members',
    headers: { ...headers, 'idempotency-key': randomUUID() },
    payload: { name: `Nguyễn ${randomUUID()}` },
  });
  if (statusCode !== 201) throw new Error(`a person was refused: ${payload}`);
  return (JSON.parse(payload) as { id: string }).id;
}

/** Opens cases about as many persons; each has a note, which is sealed. @returns the path of a list of them all */
async function openCases({ app, readModels, platform }: Api, headers: object): Promise<string> {
  const all = { host: 'localhost', ...headers };
  const { payload } = await app.inject({
    method: 'GET',
    url: '/api/organizations?type=SUB_CELL&limit=1',
    headers: all,
  });
  const [cell] = (JSON.parse(payload) as { organizations: { organizationId: string }[] }).organizations;
  await concurrently(16, CASES, async (n) => {
    const memberId = await entered({ app }, all);
    const subject = { class: 'OFFICIAL_MEMBER', organizationId: cell?.organizationId, memberId };
    const openedOn = `2025-12-${String((n % 28) + 1).padStart(2, '0')}`;
    const opening = { subject, source: { other: 'CELL_PROPOSAL' }, openedOn, note: 'điều riêng' };
    const { statusCode, payload: answer } = await app.inject({
      method: 'POST',
      url: '/api/discipline-cases',
      headers: { ...all, 'idempotency-key': randomUUID() },
      payload: opening,
    });
    if (statusCode !== 201) throw new Error(`a case was refused: ${answer}`);
  });
  await readModels.knowledge.waitFor(await platform.store.head(), ['disciplineCases', 'engagements'], 60_000);
  return `/api/discipline-cases?limit=${CASES}`;
}

/** A list that opens 200 sealed values, with its two entries in the log of readings and without them. */
export async function readings(server: BenchServer): Promise<Part> {
  const database = await server.database('bench_readings');
  const environment = { DATABASE_URL: database.url, DATA_DIR: server.folder, PORT: '0', PROJECTIONS: 'inside' };
  const api = await startApi(loadConfig(environment), { logger: createLogger('error', process.stderr), demo: true });
  try {
    const { token } = await api.app.get(SessionBook).signIn('nhaplieu', DEMO_PASSWORD, '127.0.0.1');
    const headers = { authorization: `Bearer ${token}`, purpose: 'REPORT' };
    const url = await openCases(api, headers);
    const log = api.app.get(LogOfReadings);
    const record = log.record.bind(log);
    const unrecorded = () => Promise.resolve(new Openings(() => Promise.resolve()));
    const listed = (how: LogOfReadings['record']) => () => {
      log.record = how;
      return perSecond(REQUESTS, async () => {
        for (let n = 0; n < REQUESTS; n++) {
          const { statusCode } = await api.app.inject({
            method: 'GET',
            url,
            headers: { host: 'localhost', ...headers },
          });
          if (statusCode !== 200) throw new Error(`the list was answered with ${statusCode}`);
        }
      });
    };
    const measured = await interleaved(
      [
        { name: 'recorded', run: listed(record) },
        { name: 'unrecorded', run: listed(unrecorded) },
      ],
      ROUNDS,
    );
    return {
      figures: [
        {
          figure: 'a list that opens 200 sealed values, with its reading',
          unit: 'lists/s',
          product: measured.get('recorded') ?? [],
          floor: measured.get('unrecorded') ?? [],
          goal: { atLeast: GOAL },
        },
      ],
      notes: [
        `Readings: GET ${url} in this process, ${REQUESTS} requests a round, one after the other. The floor is the same list, which opens the same values and records nothing.`,
      ],
    };
  } finally {
    await api.close();
    await server.drop(database);
  }
}
