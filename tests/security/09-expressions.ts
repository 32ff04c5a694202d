import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Operation, TestApi } from '../support/servers/api.js';
import { changed, places, type World } from '../support/oracles/json-schema.js';
import { addressOf, injected, queryOf, samples, valueAt } from '../support/worlds/requests.js';
import { slownessOf } from '../support/oracles/slow-expressions.js';
import type { AskedProduct } from '../support/worlds/asked-product.js';

const LONG = 50_000;
/** For shorter times noise is larger than growth, so growth cannot be measured. */
const WORTH_A_LOOK_MS = 250;

/** Texts for which an ambiguous expression has to backtrack; their last character never matches. */
const EVIL: Readonly<Record<string, (length: number) => string>> = {
  letters: (n) => `${'a'.repeat(n - 1)}!`,
  digits: (n) => `${'1'.repeat(n - 1)}x`,
  spaces: (n) => `${' '.repeat(n - 1)}!`,
  dashes: (n) => `${'-'.repeat(n - 1)}!`,
  equals: (n) => `${'='.repeat(n - 1)}\u0000`,
  pairs: (n) => `${'1-'.repeat(n / 2 - 1)}!!`,
  marks: (n) => `${'e\u0301'.repeat(n / 2 - 1)}\u0000!`,
};

let product: TestApi;
let operations: readonly Operation[];
let document: unknown;
let world: World;

type Send = (evil: string) => Promise<number>;

/** CPU time of a request, in milliseconds. */
async function costOf(send: Send, evil: string): Promise<{ ms: number; status: number }> {
  const before = process.cpuUsage();
  const status = await send(evil);
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, status };
}

/** The least time of several tries, since other work of the process can only add time. */
async function leastCost(send: Send, evil: string): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < 4 && least > WORTH_A_LOOK_MS; i++) least = Math.min(least, (await costOf(send, evil)).ms);
  return least;
}

/** For a text of eight times the length, linear time grows eightfold, quadratic time sixty-four fold. */
async function grows(send: Send, make: (length: number) => string, length = LONG): Promise<boolean> {
  const long = await leastCost(send, make(length));
  return long > WORTH_A_LOOK_MS && long > 24 * (await leastCost(send, make(length / 8)));
}

async function judged(place: string, send: Send): Promise<void> {
  for (const [name, make] of Object.entries(EVIL)) {
    const { ms, status } = await costOf(send, make(LONG));
    expect([place, name, status < 500]).toEqual([place, name, true]);
    if (ms > WORTH_A_LOOK_MS) expect([place, name, await grows(send, make)]).toEqual([place, name, false]);
  }
}

/** Run by on-one-product.test.ts. */
export function check(asked: AskedProduct): void {
  beforeAll(() => {
    ({ product, operations, document, world } = asked);
  });

  describe('check 9: a text of 50 KB that was made to be slow', () => {
    it('takes no longer than any other text, in every text of a body', async () => {
      const seen = new Set<string>();
      for (const { method, body, ...operation } of operations.filter((one) => one.body !== undefined)) {
        const key = JSON.stringify(body);
        if (seen.has(key)) continue; // the same schema at another address
        seen.add(key);
        const url = addressOf({ method, body, ...operation }, world);
        for (const sample of samples(body ?? {}, world, 2)) {
          for (const place of places(sample).filter((at) => typeof valueAt(sample, at) === 'string')) {
            const send: Send = async (evil) =>
              (await injected(product, method, url, JSON.stringify(changed(sample, place, () => evil)))).statusCode;
            const where = `${operation.path} ${place.map((part) => (typeof part === 'number' ? '#' : part)).join('.')}`;
            if (seen.has(where)) continue;
            seen.add(where);
            await judged(where, send);
          }
        }
      }
      expect(seen.size).toBeGreaterThan(150);
    });

    it('takes no longer than any other text, in every parameter of a query and of an address', async () => {
      const seen = new Set<string>();
      for (const operation of operations.filter(({ method }) => method === 'GET')) {
        const address = addressOf(operation, world);
        for (const { name, in: part, schema } of operation.parameters) {
          if (part !== 'query' && part !== 'path') continue;
          const key = JSON.stringify([name, part, schema]);
          if (seen.has(key)) continue; // parameters such as `asOf` are the same on every route
          seen.add(key);
          await judged(`${operation.path} ${name}`, async (evil) => {
            const others = queryOf(operation, world).filter(([other]) => other !== name);
            const query = new URLSearchParams(part === 'query' ? [...others, [name, evil]] : others).toString();
            const path = part === 'path' ? operation.path.replace(`{${name}}`, encodeURIComponent(evil)) : address;
            return (await injected(product, 'GET', `${path}?${query}`)).statusCode;
          });
        }
      }
      expect(seen.size).toBeGreaterThan(30);
    });

    it('takes no longer than any other text, in every header that is read', async () => {
      const headers = ['accept-language', 'accept', 'purpose', 'x-request-id', 'origin', 'host', 'if-match'];
      const led = ['authorization', 'cookie'].flatMap((name) =>
        ['', 'Bearer ', '__Host-session='].map((lead) => [name, lead]),
      );
      for (const [name = '', lead = ''] of [...headers.map((one) => [one]), ...led])
        await judged(`${name}: ${lead}`, async (evil) => {
          const sent = { ...product.tester, [name]: lead + evil };
          return (await injected(product, 'GET', '/api/organizations', undefined, sent)).statusCode;
        });
    });
  });

  describe('check 9: an expression that checks input', () => {
    it('takes time linear in the text, also in libraries', () => {
      const patterns = new Set<string>();
      JSON.stringify(document, (key, value: unknown) => {
        if (key === 'pattern' && typeof value === 'string') patterns.add(value);
        return value;
      });
      expect(patterns.size).toBeGreaterThan(10);
      expect([...patterns].flatMap((source) => slownessOf(source, 'u').map((why) => `${source} ${why}`))).toEqual([]);
    });
  });

  describe('the measure itself', () => {
    const match =
      (expression: RegExp): Send =>
      (evil) =>
        Promise.resolve(expression.test(evil) ? 200 : 422);

    it('detects an expression with quadratic time', async () => {
      expect(await grows(match(/^a*a*$/), (n) => `${'a'.repeat(n - 1)}!`, 24_000)).toBe(true);
    });

    it('accepts an expression with linear time', async () => {
      expect(await grows(match(/^a*$/), (n) => `${'a'.repeat(n - 1)}!`)).toBe(false);
    });
  });
}
