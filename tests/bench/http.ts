import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { type Uuid, Uuid as UuidSchema } from '#kernel/ids';
import { CALLERS, freshRecords } from './append.js';
import { InsertFloor, prepared } from './floors.js';
import type { Answered, Burst } from './http-client.js';
import { interleaved, quantile } from './measure.js';
import { type ApiProcess, startApi, startProgram } from './programs.js';
import type { Part } from './report.js';
import type { BenchServer } from './server.js';

const REQUESTS = 1200;
const ROUNDS = 5;
const CELLS = 100;
const DAY = '2025-07-01';

/** Establishes a ward with base organizations and cells over HTTP. @returns the ids of its cells */
async function establish({ port, clerk }: Pick<ApiProcess, 'port' | 'clerk'>): Promise<Uuid[]> {
  const one = async (name: string, type: string, parentId: Uuid | null): Promise<Uuid> => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/organizations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...clerk },
      body: JSON.stringify({ name, type, sector: null, parentId, establishedOn: DAY, decision: null }),
    });
    if (answer.status !== 201) throw new Error(`the API refused ${name}: ${await answer.text()}`);
    const { id } = (await answer.json()) as { id: unknown };
    return UuidSchema.parse(id);
  };
  const ward = await one('Đảng bộ phường', 'WARD_ORGANIZATION', null);
  const base = await one('Đảng bộ cơ sở 1', 'BASE_ORGANIZATION', ward);
  const cells: Uuid[] = [];
  for (let i = 1; i <= CELLS; i++) cells.push(await one(`Chi bộ ${i}`, 'SUB_CELL', base));
  return cells;
}

async function burst(client: ChildProcess, order: Burst): Promise<Answered> {
  const answer = once(client, 'message') as Promise<[Answered]>;
  client.send(order);
  const [answered] = await answer;
  if (answered.refused !== null) throw new Error(`a command over HTTP was answered with ${answered.refused}`);
  return answered;
}

/**
 * Commands over HTTP, with projections in the process of the API, beside raw INSERTs on the same number of connections.
 */
export async function http(server: BenchServer): Promise<Part> {
  const database = await server.database('bench_http');
  const floor = await InsertFloor.open(database, CALLERS);
  const api = await startApi(database, server.folder);
  const client = startProgram('tests/bench/http-client');
  try {
    const organizations = await establish(api);
    const latencies: number[] = [];
    const log = randomUUID() as Uuid;
    const order = {
      port: api.port,
      authorization: api.clerk.authorization,
      connections: CALLERS,
      count: REQUESTS,
      organizations,
      countedOn: DAY,
    };
    const measured = await interleaved(
      [
        {
          name: 'floor',
          run: (round) => floor.run(prepared(freshRecords(log, 6000, 3000 + round)), CALLERS),
        },
        {
          name: 'http',
          run: async (round) => {
            const { seconds, milliseconds } = await burst(client, { ...order, first: (round + 1) * REQUESTS });
            if (round >= 0) latencies.push(...milliseconds);
            return REQUESTS / seconds;
          },
        },
      ],
      ROUNDS,
    );
    const latency = (name: string, share: number) => ({
      figure: `command over HTTP, ${name}`,
      unit: 'ms',
      product: [quantile(latencies, share)],
      floor: null,
      goal: null,
    });
    return {
      figures: [
        {
          figure: 'command over HTTP, 32 connections',
          unit: 'requests/s',
          product: measured.get('http') ?? [],
          floor: measured.get('floor') ?? [],
          goal: { atLeast: 0.25 },
        },
        latency('p50', 0.5),
        latency('p99', 0.99),
      ],
      notes: [
        `HTTP: the API in a process of its own, projections inside; a client in another process sends member counts of ${CELLS} organizations of one register, each with its own Idempotency-Key (${latencies.length} requests). The floor is the same as for appends: raw INSERTs over 32 connections.`,
      ],
    };
  } finally {
    client.kill();
    await api.stop();
    await floor.close();
    await server.drop(database);
  }
}
