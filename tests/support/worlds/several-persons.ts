import { expect } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Role } from '#features/access';
import { term } from '#features/terms';
import { streamId, Uuid } from '#kernel/ids';
import { SYSTEM } from '#platform/commands/store-declaration';
import type { Api } from '../../../apps/api/api.js';
import type { Answered, TestApi } from '../servers/api.js';
import { grantRoles, signedIn } from './grants.js';

type Headers = Readonly<Record<string, string>>;
const Receipt = z.looseObject({ stream: z.string(), revision: z.int(), id: z.string().optional() });

/** The path of one record, by the category of its stream. */
const PATHS: Readonly<Record<string, string>> = {
  term: '/api/terms',
  countingRule: '/api/counting-rules',
  erasure: '/api/erasures',
};
const ROLES: readonly Role[] = ['inspection-chair', 'committee'];
const sessions = new WeakMap<object, Promise<readonly Headers[]>>();

/** Sessions of persons who agree to what the tester proposes: a chair and a member of the committee. */
export function otherPersons({ api }: Pick<TestApi, 'api'>): Promise<readonly Headers[]> {
  const made = async (): Promise<readonly Headers[]> => {
    const all: Headers[] = [];
    for (const role of ROLES) {
      const person = Uuid.parse(randomUUID());
      await grantRoles(api, person, [role]);
      all.push(await signedIn(api, person));
    }
    return all;
  };
  const known = sessions.get(api) ?? made();
  sessions.set(api, known);
  return known;
}

/** The address of the proposal in an answer, without the last part (`agreement` or `refusal`). */
export function proposalIn(answer: Answered): { readonly path: string; readonly proposal: number } {
  const { stream, revision } = Receipt.parse(answer.json);
  const [category = '', ...id] = stream.split('-');
  return { path: `${PATHS[category] ?? category}/${id.join('-')}`, proposal: revision };
}

/** Opens a term as the program itself does, without other persons and without comparing terms. */
export async function openTermAlone(
  { platform }: Pick<Api, 'platform'>,
  data: object,
): Promise<{ readonly id: Uuid; readonly position: bigint }> {
  const id = Uuid.parse(randomUUID());
  const opening = { type: 'OpenTerm', data: term.commands.OpenTerm.parse(data) } as const;
  const { position } = await platform.executor.execute(term, streamId(term.category, id), opening, {
    commandId: id,
    actor: SYSTEM,
    correlationId: id,
    causationId: null,
    expectedRevision: null,
    facts: { otherTerms: [] },
  });
  return { id, position };
}

/**
 * Sends a command that takes several persons, and lets others agree to it.
 *
 * @returns the last answer, with the id of the first; the first answer if it is a refusal
 */
export async function carriedOut(
  product: TestApi,
  path: string,
  body: unknown,
  { headers = {}, persons = 3 }: { readonly headers?: Record<string, string>; readonly persons?: 2 | 3 } = {},
): Promise<Answered> {
  const first = await product.post(path, body, headers);
  if (first.status !== 201) return first;
  const { path: record, proposal } = proposalIn(first);
  const { id } = Receipt.parse(first.json);
  let last = first;
  for (const session of (await otherPersons(product)).slice(0, persons - 1)) {
    last = await product.post(`${record}/agreement`, { proposal }, session);
    expect([path, last.status, last.status === 201 ? '' : last.text]).toEqual([path, 201, '']);
  }
  return { ...last, json: { ...Receipt.parse(last.json), ...(id === undefined ? {} : { id }) } };
}
