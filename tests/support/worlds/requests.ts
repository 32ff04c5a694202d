import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { Operation, TestApi } from '../servers/api.js';
import { type JsonSchema, type Place, valid, type World } from '../oracles/json-schema.js';

/** Values that a schema allows; the same values in every run. */
export const samples = (schema: JsonSchema, world: World, many: number): unknown[] =>
  fc.sample(valid(schema, world), { numRuns: many, seed: 7 });

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The address of an operation, with ids and other parts of its path as its schema allows. */
export const addressOf = ({ path, parameters }: Operation, world: World): string =>
  parameters
    .filter((one) => one.in === 'path')
    .reduce(
      (url, { name, schema }) => url.replace(`{${name}}`, encodeURIComponent(text(samples(schema, world, 1)[0]))),
      path,
    );

/** The query parameters that an operation requires, and further parameters of the caller. */
export function queryOf({ parameters }: Operation, world: World): [name: string, value: string][] {
  const required = parameters.filter((one) => one.in === 'query' && one.required);
  return required.map(({ name, schema }) => [name, text(samples(schema, world, 1)[0])]);
}

export const valueAt = (value: unknown, place: Place): unknown =>
  place.reduce<unknown>((at, key) => (at as Readonly<Record<string | number, unknown>>)[key], value);

/**
 * Sends a request of the tester without a network: with JSON if it has a body, and with the headers that a command
 * needs.
 */
export async function injected(
  { api, tester }: TestApi,
  method: string,
  url: string,
  payload?: string,
  headers: Readonly<Record<string, string>> = tester,
) {
  const command = { 'content-type': 'application/json', 'idempotency-key': randomUUID(), 'if-match': '"0"' };
  return api.app.inject({
    method: method as 'GET',
    url,
    headers: { host: 'localhost', ...headers, ...(payload === undefined ? {} : command) },
    ...(payload === undefined ? {} : { payload }),
  });
}
