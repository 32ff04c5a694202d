import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Role } from '#features/access';
import { Uuid } from '#kernel/ids';
import type { TestApi } from '../servers/api.js';
import { grantRoles, signedIn } from './grants.js';

/** What the sender of an act on an account is shown. */
export interface Shown {
  readonly accountId: string;
  readonly personId: string;
  readonly credential: string | null;
  readonly part: string | null;
  readonly until: string | null;
  readonly request: number | null;
}

/** A person with roles, signed in. */
export async function personWith(product: TestApi, ...roles: readonly Role[]) {
  const personId = Uuid.parse(randomUUID());
  await grantRoles(product.api, personId, roles);
  return { personId, headers: await signedIn(product.api, personId) };
}

/** Has two persons reset the credential of an account. @returns the one-time credential, which only its holder knows */
export async function resetByTwo(product: TestApi, accountId: string): Promise<string> {
  const asked = await product.post(`/api/accounts/${accountId}/credential`, { byTwo: true });
  expect(asked.status).toBe(201);
  return agreedBy(product, accountId, asked.json as Shown, (await personWith(product, 'auditor')).headers);
}

/** Has a second person agree to what a first one asked for. @returns both halves of the credential */
export async function agreedBy(
  product: TestApi,
  accountId: string,
  { request, credential }: Pick<Shown, 'request' | 'credential'>,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const agreed = await product.post(`/api/accounts/${accountId}/agreement`, { request }, { ...headers });
  expect(agreed.status).toBe(201);
  return `${credential ?? ''}-${(agreed.json as Shown).credential ?? ''}`;
}
