import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { addDays, type PlainDate, plainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { Chance } from './chance.js';
import { City } from './city.js';
import { filled } from './log-database.js';
import { quantile } from './measure.js';
import { type ApiProcess, startApi } from './programs.js';
import type { Figure, Part } from './report.js';
import { type BenchServer, benchPool, type Database } from './server.js';

/** A ward has 120 organizations, so the sizes have 120, 1,440 and 13,680; the city has 100,000 engagements. */
const SIZES = [
  { wards: 1, engagements: 877 },
  { wards: 12, engagements: 10_526 },
  { wards: 114, engagements: 100_000 },
] as const;
const ROUNDS = 5;
const REQUESTS = 100;
/**
 * A query of a ward takes a millisecond. With so many queries, a hundredth of them is more than one pause of the
 * garbage collector.
 */
const WARD_REQUESTS = 400;
/** Queries before the measurement, so that the code is compiled when it begins. */
const WARM_UP = 1500;
/** Runs of the hand-written statement in a round; for a city one run takes a second. */
const BY_HAND = 4;
const COMMANDS_PER_SECOND = 50;
const FIRST = plainDate('2025-08-16');
const DAYS = 440;
const RECORDED = addDays(FIRST, DAYS + 1);

interface Asked {
  readonly asOf: PlainDate;
  /** Null: all that is known now. The API then has to find out what was recorded since its last read. */
  readonly knownAt: PlainDate | null;
  readonly scope: Uuid | null;
}

/** A random `asOf` day of the term, and a random `knownAt` day. */
function asked(chance: Chance, wards: readonly Uuid[] | null, now: boolean): Asked {
  const day = () => addDays(FIRST, 1 + chance.below(DAYS));
  return { asOf: day(), knownAt: now ? null : day(), scope: wards && chance.of(wards) };
}

/** One connection for each user. Neither the client nor the API caches an answer. */
class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });

  constructor(private readonly api: Pick<ApiProcess, 'port' | 'clerk'>) {}

  send(method: 'GET' | 'POST', path: string, body?: object): Promise<number> {
    return new Promise((resolve, reject) => {
      const text = body && JSON.stringify(body);
      const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...this.api.clerk };
      const sent = request({ port: this.api.port, host: '127.0.0.1', method, path, headers, agent: this.#agent });
      sent.on('response', (response) => {
        response.resume().on('end', () => {
          resolve(response.statusCode ?? 0);
        });
      });
      sent.on('error', reject).end(text);
    });
  }

  /** @returns milliseconds that one query took */
  async ask({ asOf, knownAt, scope }: Asked): Promise<number> {
    const query = new URLSearchParams({ asOf, ...(knownAt ? { knownAt } : {}), ...(scope ? { scope } : {}) });
    const started = performance.now();
    const status = await this.send('GET', `/api/coverage?${query.toString()}`);
    if (status !== 200) throw new Error(`coverage was answered with ${status}`);
    return performance.now() - started;
  }

  /** Time of an answer that queries nothing. @returns milliseconds */
  async live(): Promise<number> {
    const started = performance.now();
    await this.send('GET', '/health/live');
    return performance.now() - started;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/**
 * Computes the same headline figure by one hand-written statement on the same tables: the organizations that exist, and
 * those of them with a conclusion by one of the ward's own bodies. It leaves out reorganizations, reasons and counters.
 */
const STATEMENT = `
  with b as (select organization_id, register_id from read.organizations_beginnings
      where known_from <= $1 and (known_to is null or known_to > $1) and effective_on <= $2 and ($3::uuid is null or register_id = $3)),
    e as (select organization_id from read.organizations_ends
      where known_from <= $1 and (known_to is null or known_to > $1) and effective_on <= $2),
    hit as (select distinct b.organization_id
      from b join read.engagements_subjects s on s.organization_id = b.organization_id
      join read.engagements_openings o on o.stream = s.stream and o.body_organization_id = b.register_id
      join read.engagements_conclusions c on c.stream = s.stream and c.subject_id = s.subject_id
      where o.known_from <= $1 and (o.known_to is null or o.known_to > $1)
        and s.known_from <= $1 and (s.known_to is null or s.known_to > $1)
        and c.known_from <= $1 and (c.known_to is null or c.known_to > $1)
        and c.counts_on between '2025-08-16' and $2)
  select count(*)::int as total, count(hit.organization_id)::int as covered
  from b left join hit using (organization_id)
  where b.organization_id <> b.register_id and not exists (select 1 from e where e.organization_id = b.organization_id)`;

async function byHand(pool: Pool, { asOf, knownAt, scope }: Asked): Promise<number> {
  // For a city PostgreSQL expects a handful of rows, and then loops for minutes.
  await pool.query(`set enable_nestloop = ${scope ? 'on' : 'off'}`);
  const started = performance.now();
  const { rows } = await pool.query<{ position: bigint }>(
    `select coalesce(max(position), 0) as position from read.log_time where high_time < ($1::date + 1) at time zone 'Asia/Ho_Chi_Minh'`,
    [knownAt ?? RECORDED],
  );
  await pool.query(STATEMENT, [rows[0]?.position ?? 0n, asOf, scope]); // planned for these very values
  return performance.now() - started;
}

/**
 * Sends commands at a constant rate until it is told to stop. Each records an engagement, which coverage has to read
 * before it answers. The engagements are dated after every `asOf` day of the queries, so they change no figure.
 *
 * @returns a function that stops it and returns how many commands were recorded
 */
function writing(client: Client, wards: readonly Uuid[]) {
  const stopped = new AbortController();
  const sent: Promise<number>[] = [];
  const work = (async () => {
    for (let n = 0; !stopped.signal.aborted; n++) {
      const organizationId = wards[n % wards.length] ?? '';
      const file = {
        kind: 'INSP_DUES',
        decidingBody: { organizationId, body: 'INSPECTION_COMMITTEE' },
        concludedOn: RECORDED,
        subjects: [{ organizationId, capacity: 'ORGANIZATION', outcome: 'GOOD' }],
      };
      sent.push(client.send('POST', '/api/inspections/concluded', file));
      await sleep(1000 / COMMANDS_PER_SECOND);
    }
  })();
  return async () => {
    stopped.abort();
    await work;
    // waits for the answers of all commands that were sent
    return (await Promise.all(sent)).filter((status) => status === 201).length;
  };
}

async function rounds(
  ask: (question: Asked) => Promise<number>,
  {
    seed,
    wards,
    requests,
    share = 0.99,
    warmUp = requests,
    now = false,
  }: {
    readonly seed: number;
    readonly wards: readonly Uuid[] | null;
    readonly requests: number;
    readonly share?: number;
    readonly warmUp?: number;
    readonly now?: boolean;
  },
) {
  const chance = new Chance(seed);
  const p99: number[] = [];
  for (let n = 0; n < warmUp; n++) await ask(asked(chance, wards, now));
  for (let round = 0; round < ROUNDS; round++) {
    const times: number[] = [];
    for (let n = 0; n < requests; n++) times.push(await ask(asked(chance, wards, now)));
    p99.push(quantile(times, share));
  }
  return p99;
}

async function measured(api: ApiProcess, database: Database, city: City, name: string, isCity: boolean) {
  const client = new Client(api);
  const ask = (question: Asked) => client.ask(question);
  const pool = benchPool(database.appUrl, 1);
  const scopes = [
    { what: 'one ward', wards: city.wards, goal: { atMost: 5 } },
    { what: name, wards: null, goal: isCity ? { atMost: 50 } : null },
  ];
  const figures: Figure[] = [];
  try {
    for (const { what, wards, goal } of isCity ? scopes : scopes.slice(1)) {
      const figure = (figure: string, product: number[], floor: number[] | null, bound: Figure['goal']): void => {
        figures.push({ figure: `coverage of ${what}, ${figure}`, unit: 'ms', product, floor, goal: bound });
      };
      const floor = await rounds((question) => byHand(pool, question), { seed: 11, wards, requests: BY_HAND });
      const of = wards
        ? { wards, requests: WARD_REQUESTS, warmUp: WARM_UP }
        : { wards, requests: REQUESTS, warmUp: REQUESTS };
      figure('p99', await rounds(ask, { ...of, seed: 11 }), floor, goal);
      if (!isCity) continue;
      figure('p50', await rounds(ask, { ...of, seed: 13, share: 0.5 }), null, null);
      figure('known now, p99', await rounds(ask, { ...of, seed: 15, now: true }), null, goal);
      const nothing = async (how: string): Promise<void> => {
        const product = await rounds(() => client.live(), { ...of, seed: 14 });
        figures.push({
          figure: `an answer to no question (/health/live), ${how}`,
          unit: 'ms',
          product,
          floor: null,
          goal: null,
        });
      };
      if (wards) await nothing('p99');
      const stop = writing(client, city.wards);
      if (wards) await nothing('p99 beside 50 commands/s');
      figure('p99 beside 50 commands/s', await rounds(ask, { ...of, seed: 12 }), null, goal);
      figure('known now, p99 beside 50 commands/s', await rounds(ask, { ...of, seed: 16, now: true }), null, goal);
      const recorded = await stop();
      if (recorded === 0) throw new Error('no command was recorded meanwhile');
    }
  } finally {
    client.close();
    await pool.end();
  }
  return figures;
}

/** Coverage over HTTP for random `asOf` and `knownAt` days, at three sizes. Each answer is computed anew. */
export async function coverageOfCity(server: BenchServer): Promise<Part> {
  const figures: Figure[] = [];
  const notes: string[] = [];
  for (const { wards, engagements } of SIZES) {
    const log = randomUUID() as Uuid;
    const city = new City({ wards, engagements, log, seed: 5 });
    const database = await filled(server, 'bench_city', log, city.records());
    const api = await startApi(database, server.folder);
    try {
      const size = `${(wards * 120).toLocaleString('en-US')} organizations, ${engagements.toLocaleString('en-US')} engagements`;
      figures.push(...(await measured(api, database, city, size, wards === 114)));
      notes.push(
        `Coverage of ${size}: the API holds ${api.memory()?.now.toFixed(0) ?? '?'} MB with the facts in memory.`,
      );
    } finally {
      await api.stop();
      await server.drop(database);
    }
  }
  notes.push(
    `Coverage: GET /api/coverage with a random asOf day and a random knownAt day each time (no knownAt if the figure says "known now"), one request after the other. There are ${ROUNDS} rounds of ${REQUESTS} requests (wards: ${WARD_REQUESTS}, after ${WARM_UP} that are not counted); a value is the p99 of a round. The floor is one hand-written SQL statement for the headline figure alone, without reorganizations, reasons, counters or HTTP: the slowest of ${BY_HAND} runs in each round.`,
  );
  return { figures, notes };
}
