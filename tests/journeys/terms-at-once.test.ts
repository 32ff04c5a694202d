import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createLogger } from '#platform/http/logging';
import { type Api, startApi } from '../../apps/api/api.js';
import { otherPersons, proposalIn } from '../support/worlds/several-persons.js';
import { WardApi } from '../support/worlds/ward-api.js';

const Terms = z.looseObject({ terms: z.array(z.looseObject({ overlaps: z.array(z.string()) })) });
let ward: WardApi;
/** Another process on the same databases, without projections. */
let other: Api;
beforeAll(async () => {
  ward = await WardApi.start();
  other = await startApi({ ...ward.api.api.config, projections: 'off' }, { logger: createLogger('fatal') });
});
afterAll(async () => {
  await other.close();
  await ward.close();
});

interface Agreement {
  readonly path: string;
  readonly proposal: number;
}

/** Asks for a term, and lets a second person agree. */
async function nearlyOpened(body: object): Promise<Agreement> {
  const { path, proposal } = proposalIn(await ward.api.post('/api/terms', body));
  const [second] = await otherPersons(ward.api);
  expect((await ward.api.post(`${path}/agreement`, { proposal }, second)).status).toBe(201);
  return { path: `${path}/agreement`, proposal };
}

/** Sends the third person's agreements to both processes at once. @returns the codes of the answers, sorted */
async function atOnce(agreements: readonly Agreement[]) {
  const [, third] = await otherPersons(ward.api);
  const answers = await Promise.all(
    agreements.map(async ({ path, ...body }, n) => {
      const response = await fetch(new URL(path, (n % 2 === 0 ? ward.api.api : other).address), {
        method: 'POST',
        headers: { ...third, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        body: JSON.stringify(body),
      });
      const { code, position } = (await response.json()) as { code?: string; position?: string };
      if (position !== undefined && BigInt(position) > BigInt(ward.last)) ward.last = position;
      return code ?? String(response.status);
    }),
  );
  return answers.toSorted();
}

it('of overlapping terms that are opened at once in two processes, one is recorded', async () => {
  for (const year of [2000, 2010, 2020]) {
    const opening = (n: number) => ({
      organizationId: ward.ward,
      name: `Nhiệm kỳ ${n}`,
      startsOn: `${year}-0${n}-01`,
      endsOn: `${year + 4}-01-01`,
    });
    const agreements = [];
    for (const n of [1, 2, 3, 4, 5, 6]) agreements.push(await nearlyOpened(opening(n)));
    expect(await atOnce(agreements)).toEqual(['201', ...Array.from({ length: 5 }, () => 'TermsOverlap')]);
  }
  const { terms } = Terms.parse((await ward.ask('/api/terms')).json);
  expect(terms.map(({ overlaps }) => overlaps)).toEqual([[], [], []]);
});
