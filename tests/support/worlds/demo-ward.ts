import { expect } from '@jest/globals';
import type { z } from 'zod';
import type { Uuid } from '#kernel/ids';
import { DEMO_REPORTING_DAY } from '../../../apps/demo/demo.js';
import { loadDemo } from '../../../apps/demo/load.js';
import { DEMO_ACTOR } from '../../../apps/demo/persons.js';
import { demoRegister } from '../../../apps/demo/register-steps.js';
import { type TestApi, testApi } from '../servers/api.js';

export interface DemoWard {
  readonly product: TestApi;
  readonly wardId: Uuid;
  /** Position of the last event of the demo. */
  readonly position: string;
  /**
   * Sends a query about the reporting day, unless its address names another day. The answer includes the whole demo.
   */
  readonly get: <T>(schema: z.ZodType<T>, path: string, query?: Readonly<Record<string, string>>) => Promise<T>;
  /** Reads every page of a list. @param items the items of a page @param next the address of the next page */
  readonly all: <P extends { readonly next: string | null }, T>(
    page: z.ZodType<P>,
    items: (page: P) => readonly T[],
    path: string,
    query?: Readonly<Record<string, string>>,
  ) => Promise<T[]>;
}

/** The running product with the demo ward. */
export async function demoWard(): Promise<DemoWard> {
  const product = await testApi();
  await loadDemo(product.api.platform);
  const position = String(await product.api.platform.store.head());
  const get: DemoWard['get'] = async (schema, path, query = {}) => {
    const asked = new URLSearchParams({ asOf: DEMO_REPORTING_DAY, after: position, ...query });
    const { status, json, text } = await product.get(`/api/${path}?${asked.toString()}`);
    expect([path, status, status === 200 ? '' : text]).toEqual([path, 200, '']);
    return schema.parse(json);
  };
  const all: DemoWard['all'] = async (page, items, path, query = {}) => {
    const found = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const at: Record<string, string> = cursor === '' ? {} : { cursor };
      const one = await get(page, path, { limit: '100', ...query, ...at });
      found.push(...items(one));
      cursor = one.next;
    }
    return found;
  };
  return { product, wardId: demoRegister(DEMO_ACTOR.id).wardId, position, get, all };
}
