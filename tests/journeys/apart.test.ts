import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { built } from '../support/servers/built.js';
import { testApi, type TestApi } from '../support/servers/api.js';

const Recorded = z.looseObject({ id: z.uuid(), position: z.string() });
const Listed = z.looseObject({ organizations: z.array(z.looseObject({ name: z.string() })) });

let product: TestApi;
let worker: Program | undefined;
beforeAll(async () => {
  product = await testApi({ PROJECTIONS: 'off' });
});
afterAll(async () => {
  worker?.stop();
  await worker?.code;
  await product.close();
});

interface Program {
  readonly said: () => string;
  readonly code: Promise<unknown>;
  readonly stop: () => void;
}

/** Starts a program of the product in a process of its own, on the databases of the API. */
function program(file: string, ...args: string[]): Program {
  const child = spawn(process.execPath, [built(file), ...args], {
    env: Object.assign({}, process.env, product.environment, { LOG_LEVEL: 'error' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  return {
    said: () => said,
    code: once(child, 'close').then(([code]: unknown[]) => code),
    stop: () => child.kill('SIGTERM'),
  };
}

const found = (name: string, type: string, parentId: string | null) =>
  product.post('/api/organizations', { name, type, parentId, establishedOn: '2025-07-01' });
const ready = async () => (await product.get('/health/ready')).status;

describe('an API without projections', () => {
  it('is not ready and answers no query while there is no worker', async () => {
    expect(await ready()).toBe(503);
    const { status, headers } = await product.get('/api/organizations');
    expect([status, Number(headers['retry-after']) > 0]).toEqual([503, true]);
  });

  it('answers from the tables of a worker, the latest records included', async () => {
    worker = program('apps/worker/main.ts');
    while ((await ready()) !== 200) await sleep(50);
    const recorded = await found('Đảng bộ phường Thử Nghiệm', 'WARD_ORGANIZATION', null);
    expect([recorded.status, recorded.status === 201 ? '' : recorded.text]).toEqual([201, '']);
    const { position } = Recorded.parse(recorded.json);
    const { organizations } = Listed.parse((await product.get(`/api/organizations?after=${position}`)).json);
    expect(organizations.map(({ name }) => name)).toEqual(['Đảng bộ phường Thử Nghiệm']);
  });

  it('is served by tables that the command line rebuilds meanwhile', async () => {
    const rebuilt = program('apps/cli/main.ts', 'rebuild', 'organizations');
    expect([await rebuilt.code, rebuilt.said()]).toEqual([0, expect.stringContaining('The new tables are in use now')]);
    const migrated = program('apps/cli/main.ts', 'migrate');
    expect([await migrated.code, migrated.said()]).toEqual([0, expect.stringContaining('DEMO')]);
    expect((await product.get('/api/organizations')).status).toBe(200);
  });

  it('leaves its worker to end normally on a signal', async () => {
    worker?.stop();
    expect([await worker?.code, worker?.said()]).toEqual([0, expect.stringContaining('Running the projections')]);
  });
});
