import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ModulesContainer } from '@nestjs/core';
import { Role } from '#features/access';
import { Uuid } from '#kernel/ids';
import { isOwnAccount, isPublic, permissionOf } from '#platform/http/actor';
import { roles } from '../../apps/roles.js';
import { described, type Operation, testApi, type TestApi } from '../support/servers/api.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';

let product: TestApi;
let operations: readonly Operation[];
beforeAll(async () => {
  product = await testApi();
  ({ operations } = await described(product));
});
afterAll(() => product.close());

/** Routes that are open without authentication. Whoever adds a route here decides that it may be open. */
const OPEN_TO_EVERYBODY = [
  'HealthController.live',
  'HealthController.ready',
  'StyleController.style',
  'SessionsController.signIn',
  'SignInController.page',
  'SignInController.signIn',
  'ProviderController.leave',
  'ProviderController.answer',
];

function handlers() {
  const found: { readonly name: string; readonly handler: object }[] = [];
  for (const { controllers } of product.api.app.get(ModulesContainer).values())
    for (const { metatype } of controllers.values()) {
      if (typeof metatype !== 'function') continue;
      for (
        let proto = metatype.prototype as object;
        proto !== Object.prototype;
        proto = Object.getPrototypeOf(proto) as object
      )
        for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(proto))) {
          const handler: unknown = descriptor.value;
          if (name === 'constructor' || typeof handler !== 'function' || !Reflect.hasMetadata('path', handler))
            continue;
          found.push({ name: `${metatype.name}.${name}`, handler });
        }
    }
  return found;
}

/** The status of the answer to a request about records that do not exist. */
const asked = (method: string, path: string, headers: Readonly<Record<string, string>>) =>
  product.api.app.inject({
    method: method as 'GET',
    url: path.replace(/\{[^}]+\}/g, randomUUID()),
    headers: { host: 'localhost', ...headers },
  });

describe('every route', () => {
  it('names its permission, or is one of the few open routes', () => {
    const all = handlers();
    expect(all.length).toBeGreaterThan(100);
    const without = all.filter(
      ({ handler }) => permissionOf(handler) === undefined && !isPublic(handler) && !isOwnAccount(handler),
    );
    expect(without.map(({ name }) => name)).toEqual([]);
    const open = all.filter(({ handler }) => isPublic(handler)).map(({ name }) => name);
    expect(open.sort()).toEqual([...OPEN_TO_EVERYBODY].sort());
  });

  it('requires a permission that some role holds', () => {
    const asked = new Set(handlers().flatMap(({ handler }) => permissionOf(handler) ?? []));
    expect([...asked].filter((permission) => !roles.all().has(permission))).toEqual([]);
  });

  it('of the roles answers as in roles.json', async () => {
    const { json } = await product.get('/api/roles');
    const told = (json as { roles: { code: Role; permissions: string[] }[] }).roles;
    const written: unknown = JSON.parse(readFileSync('tests/security/roles.json', 'utf8'));
    expect(Object.fromEntries(told.map(({ code, permissions }) => [code, permissions]))).toEqual(written);
  });

  it('refuses a caller without credentials', async () => {
    await Promise.all(
      operations.map(async ({ method, path, permission }) => {
        if (permission === undefined) return;
        const { statusCode } = await asked(method, path, {});
        expect([method, path, statusCode]).toEqual([method, path, 401]);
      }),
    );
  });
});

describe('the matrix of roles and routes', () => {
  it.each(Role.options.filter((role) => role !== 'guest'))(
    'admits %s if the role holds the permission, and refuses otherwise',
    async (role) => {
      const person = Uuid.parse(randomUUID());
      await grantRoles(product.api, person, [role]);
      const headers = await signedIn(product.api, person);
      const before = await product.api.platform.store.head();
      let [allowed, denied] = [0, 0];
      // In parallel: permissions are read again before a refusal, once for all waiting requests.
      await Promise.all(
        operations.map(async ({ method, path, permission, endless }) => {
          if (permission === undefined || (method === 'DELETE' && path.endsWith('/current'))) return;
          const may = roles.permits(role, permission);
          if (endless && may) return;
          const { statusCode, body } = await asked(method, path, headers);
          const code = statusCode === 403 ? (JSON.parse(body) as { code: string }).code : '';
          expect([method, path, code === 'forbidden']).toEqual([method, path, !may]);
          if (may) allowed++;
          else denied++;
        }),
      );
      expect(allowed).toBeGreaterThan(0);
      expect(denied).toBeGreaterThan(0);
      expect(await product.api.platform.store.head()).toBe(before);
    },
    60_000,
  );
});
