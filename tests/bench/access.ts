import { randomUUID } from 'node:crypto';
import type { ExecutionContext } from '@nestjs/common';
import { engagement } from '#features/engagements';
import { LogOfReadings } from '#features/readings';
import { SessionBook } from '#features/identity';
import { instant } from '#kernel/dates';
import { streamId, type Uuid } from '#kernel/ids';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import type { Caller } from '#platform/access/caller';
import { maySee } from '#platform/access/wall';
import { assertKnowable } from '#platform/commands/admission';
import { LogWatch } from '#platform/event-store/log-watch';
import { AccessGuard } from '#platform/http/access.guard';
import { AUTHENTICATOR, type Authenticator } from '#platform/access/identity';
import { loadConfig } from '#platform/config';
import { BEGINNING, NO_STREAM } from '#platform/event-store/event-store';
import { ofProgram, SYSTEM } from '#platform/commands/store-declaration';
import { Can } from '#platform/http/actor';
import { createLogger } from '#platform/http/logging';
import { type Api, startApi } from '../../apps/api/api.js';
import { DEMO_PASSWORD } from '../../apps/demo/accounts.js';
import { interleaved, perSecond, quantile } from './measure.js';
import type { Part } from './report.js';
import type { BenchServer } from './server.js';
import { refusedSignIns } from './sign-in.js';

const ROUNDS = 5;
const QUERIES = 20_000;
const READINGS = 300;

class Handlers {
  @Can('read:coverage')
  figures(): void {
    return undefined;
  }
  @Can('ConcludeSubjects')
  conclude(): void {
    return undefined;
  }
}

/** Whether the sender of a command on a record of the demo may see it and act on it, as before every decision. */
async function admitting({ platform: { store, executor } }: Api): Promise<(caller: Caller) => void> {
  const events = await store.readAll(BEGINNING, 2000);
  const found = events.find(({ record }) => record.type === 'EngagementOpened');
  if (!found) throw new Error('the demo has no engagement');
  const { stream } = found.record;
  const history = await executor.history(engagement, stream);
  return (caller) => {
    assertKnowable(engagement, stream, history, {
      ...ofProgram(randomUUID() as Uuid),
      mustExist: true,
      maySee: (kind, past) => maySee(kind, past, caller),
      authorize: (concerned, about) => caller.actorFor(concerned, about),
    });
  };
}

/**
 * Milliseconds that the guard takes for each of many requests of one signed-in person. Every answer takes this time.
 *
 * @param handler what is asked
 * @param admit the further check of a command; a query has none
 */
async function guarding(api: Api, handler: () => void, admit?: (caller: Caller) => void): Promise<number[]> {
  const guard = new AccessGuard(
    api.app.get<Authenticator>(AUTHENTICATOR),
    api.app.get<Authority>(AUTHORITY),
    new LogWatch(),
  );
  const { token } = await api.app.get(SessionBook).signIn('nhaplieu', DEMO_PASSWORD, '127.0.0.1');
  const p50: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const times: number[] = [];
    for (let n = 0; n < QUERIES; n++) {
      const request: { method: string; headers: object; caller?: Caller } = {
        method: admit ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${token}` },
      };
      const asked = { getHandler: () => handler, switchToHttp: () => ({ getRequest: () => request }) };
      const started = performance.now();
      await guard.canActivate(asked as object as ExecutionContext);
      if (request.caller) admit?.(request.caller);
      times.push(performance.now() - started);
    }
    if (round >= 0) p50.push(quantile(times, 0.5));
  }
  return p50;
}

/** Readings recorded per second, one after the other; beside it appends to the product's own log. */
async function recording({ app, platform }: Api) {
  const log = app.get(LogOfReadings);
  const reading = {
    ...({ kind: 'SEALED', route: 'GET /api/discipline-cases/:id', purpose: 'CASE_WORK' } as const),
    about: { id: randomUUID() },
    filters: { asOf: '2026-10-31' },
  };
  const uuid = () => randomUUID() as Uuid;
  const append = () => {
    const [commandId, stream] = [uuid(), streamId('reading', uuid())];
    return platform.store.append(stream, NO_STREAM, [
      {
        v: 1,
        log: platform.declared.log,
        id: uuid(),
        stream,
        revision: 0,
        type: 'RecordRead',
        schema: 1,
        recordedAt: instant(new Date()),
        clock: 'system',
        commandId,
        commandHash: `none:${'0'.repeat(64)}`,
        causationId: null,
        correlationId: commandId,
        actor: SYSTEM,
        data: reading,
      },
    ]);
  };
  const many = (one: () => Promise<unknown>) => () =>
    perSecond(READINGS, async () => {
      for (let n = 0; n < READINGS; n++) await one();
    });
  return interleaved(
    [
      { name: 'reading', run: many(() => log.record(reading, SYSTEM, uuid())) },
      { name: 'append', run: many(append) },
    ],
    ROUNDS,
  );
}

/** What identity, permissions and the log of readings add to an answer. */
export async function access(server: BenchServer): Promise<Part> {
  const database = await server.database('bench_access');
  const environment = { DATABASE_URL: database.url, DATA_DIR: server.folder, PORT: '0', PROJECTIONS: 'inside' };
  const api = await startApi(loadConfig(environment), { logger: createLogger('error', process.stderr), demo: true });
  try {
    const { figures, conclude } = Handlers.prototype;
    const guard = await guarding(api, figures);
    const commands = await guarding(api, conclude, await admitting(api));
    const refused = await refusedSignIns(api);
    await api.readModels.close(); // from here on appended events need not be projected
    const measured = await recording(api);
    return {
      figures: [
        {
          figure: 'guard of a query, p50',
          unit: 'ms',
          product: guard,
          floor: null,
          goal: { atMost: 0.2 },
        },
        {
          figure: 'guard of a command, p50',
          unit: 'ms',
          product: commands,
          floor: null,
          goal: { atMost: 0.2 },
        },
        {
          figure: 'recording a reading, alone',
          unit: 'readings/s',
          product: measured.get('reading') ?? [],
          floor: measured.get('append') ?? [],
          goal: { atLeast: 0.8 },
        },
        ...refused,
      ],
      notes: [
        `Access: the guard in this process, as the demo's clerk, ${QUERIES.toLocaleString('en-US')} requests a round; for a command, also whether the sender may see the record and act on it. The floor of a reading is one append of the same record directly to the log: an answer that is recorded needs one more durable append.`,
      ],
    };
  } finally {
    await api.close();
    await server.drop(database);
  }
}
