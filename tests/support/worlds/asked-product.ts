import { afterAll, beforeAll } from '@jest/globals';
import { described, type Operation, type TestApi } from '../servers/api.js';
import type { World } from '../oracles/json-schema.js';
import { WardApi } from './ward-api.js';

/** One product with a ward, for checks that send requests and change nothing that another check sees. */
export interface AskedProduct {
  readonly product: TestApi;
  readonly ward: WardApi;
  /** What its own document says. */
  readonly document: Awaited<ReturnType<typeof described>>['document'];
  readonly operations: readonly Operation[];
  /** For requests about records that do not exist. */
  readonly world: World;
}

/** Starts it before the tests of a file and stops it after them. Call it once, outside all tests. */
export function askedProduct(): AskedProduct {
  let started: AskedProduct | undefined;
  beforeAll(async () => {
    const ward = await WardApi.start();
    const { document, operations, components } = await described(ward.api);
    started = { product: ward.api, ward, document, operations, world: { components, ids: [] } };
  });
  afterAll(() => started?.ward.close());
  const running = (): AskedProduct => {
    if (!started) throw new Error('asked outside a test');
    return started;
  };
  return {
    get product() {
      return running().product;
    },
    get ward() {
      return running().ward;
    },
    get document() {
      return running().document;
    },
    get operations() {
      return running().operations;
    },
    get world() {
      return running().world;
    },
  };
}
