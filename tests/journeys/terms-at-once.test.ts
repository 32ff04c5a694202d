import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { answered } from '#platform/http/time-travel';
import { createLogger } from '#platform/http/logging';
import { type Api, startApi } from '../../apps/api/api.js';
import { WardApi } from '../../tests/support/worlds/ward-api.js';
import { termsAnswer } from './answers.js';

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

/** @returns the codes of the answers, sorted */
async function atOnce(sends: readonly { readonly api: Api; readonly path: string; readonly body: object }[]) {
  const answers = await Promise.all(
    sends.map(async ({ api, path, body }) => {
      const response = await fetch(new URL(path, api.address), {
        method: 'POST',
        headers: { ...ward.api.tester, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
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
    const sends = [1, 2, 3, 4, 5, 6].map((n) => ({
      api: n % 2 === 0 ? ward.api.api : other,
      path: '/api/terms',
      body: opening(n),
    }));
    expect(await atOnce(sends)).toEqual(['201', ...Array.from({ length: 5 }, () => 'TermsOverlap')]);
  }
  const { terms } = answered(termsAnswer).parse((await ward.ask('/api/terms')).json);
  expect(terms.map(({ overlaps }) => overlaps)).toEqual([[], [], []]);
});
