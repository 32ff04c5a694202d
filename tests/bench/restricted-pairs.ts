import { randomUUID } from 'node:crypto';
import { access as grants } from '#features/access';
import { AccountBook, SessionBook } from '#features/identity';
import { plainDate } from '#kernel/dates';
import { streamId, type Uuid } from '#kernel/ids';
import { SYSTEM } from '#platform/commands/store-declaration';
import { loadConfig } from '#platform/config';
import { createLogger } from '#platform/http/logging';
import { startApi } from '../../apps/api/api.js';
import { quantile } from './measure.js';
import type { Part } from './report.js';
import type { BenchServer } from './server.js';

const PAIRS = 200;

/**
 * How long a refusal takes for a plan that the sender may not see, beside an id of nothing. The order within a pair
 * changes from pair to pair.
 */
export async function restrictedPairs(server: BenchServer): Promise<Part> {
  const database = await server.database('bench_pairs');
  const environment = { DATABASE_URL: database.url, DATA_DIR: server.folder, PORT: '0', PROJECTIONS: 'inside' };
  const api = await startApi(loadConfig(environment), { logger: createLogger('error', process.stderr) });
  try {
    const as = async (...roles: readonly ('clerk' | 'registrar')[]) => {
      const personId = randomUUID() as Uuid;
      for (const role of roles) {
        const commandId = randomUUID() as Uuid;
        const data = { role, organizationId: null, from: plainDate('2020-01-01'), to: null, document: null };
        await api.platform.executor.execute(
          grants,
          streamId(grants.category, personId),
          { type: 'GrantRole', data },
          { commandId, actor: SYSTEM, correlationId: commandId, causationId: null, expectedRevision: null, facts: {} },
        );
      }
      const username = `bench-${randomUUID()}`;
      const account = { kind: 'person', personId, username, displayName: username, password: null } as const;
      const { accountId } = await api.app.get(AccountBook).add(account);
      const { token } = await api.app.get(SessionBook).begin({ accountId, personId, displayName: username });
      return { authorization: `Bearer ${token}` };
    };
    const [recorder, outsider] = [await as('clerk', 'registrar'), await as('clerk')];
    const send = async (path: string, body: object, headers: Readonly<Record<string, string>>) => {
      const more = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
      const init = { method: 'POST', headers: { ...more, ...headers }, body: JSON.stringify(body) };
      const answer = await fetch(new URL(path, api.address), init);
      return { status: answer.status, json: (await answer.json()) as { id?: string } };
    };
    const head = await api.platform.store.head();
    await api.readModels.knowledge.waitFor(head, ['grants'], 10_000);
    const ward = { name: 'Đảng bộ phường', type: 'WARD_ORGANIZATION', parentId: null, establishedOn: '2025-07-01' };
    const { id: organizationId = '' } = (await send('/api/organizations', ward, recorder)).json;
    const planOf = (n: number) => ({
      kind: 'INSP_SIGNS',
      decidingBody: { organizationId, body: 'INSPECTION_COMMITTEE' },
      decision: { number: `${n}-QĐ`, signedOn: '2026-05-01' },
      subjects: [{ organizationId, capacity: 'ORGANIZATION' }],
    });
    const seen = { ...outsider, 'if-match': '"0"' };
    const timed = async (id: string): Promise<number> => {
      const began = performance.now();
      const { status } = await send(`/api/inspections/${id}/start`, { conductedOn: '2026-05-02' }, seen);
      if (status !== 404) throw new Error(`a refusal was answered by ${status}`);
      return performance.now() - began;
    };
    const [hidden, nothing]: [number[], number[]] = [[], []];
    for (let n = 0; n < PAIRS; n++) {
      const { status, json } = await send('/api/inspections', planOf(n), recorder);
      const { id } = json;
      if (id === undefined) throw new Error(`a plan was answered by ${status}`);
      const none = randomUUID();
      const first = n % 2 === 0;
      if (first) hidden.push(await timed(id));
      nothing.push(await timed(none));
      if (!first) hidden.push(await timed(id));
    }
    const differences = hidden.map((ms, i) => ms - (nothing[i] ?? NaN));
    const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => quantile(differences, part).toFixed(2));
    return {
      figures: [
        { figure: 'refusal about a restricted record, p50', unit: 'ms', product: hidden, floor: nothing, goal: null },
      ],
      notes: [
        `Restricted pairs: ${PAIRS} plans, each beside an id of nothing (the floor). Differences within a pair: median ${middle} ms, quartiles ${low} and ${high} ms.`,
      ],
    };
  } finally {
    await api.close();
    await server.drop(database);
  }
}
