import { afterAll, beforeAll } from '@jest/globals';
import { described, type Operation, type TestApi } from '../servers/api.js';
import type { World } from '../oracles/json-schema.js';
import { WardApi } from './ward-api.js';

/** One product with a ward, for checks that send requests and change nothing on which another check depends. */
export interface AskedProduct {
  readonly product: TestApi;
  readonly ward: WardApi;
  /** The API's own document. */
  readonly document: Awaited<ReturnType<typeof described>>['document'];
  readonly operations: readonly Operation[];
  /** An id for requests about records that do not exist. */
  readonly world: World;
}

/** Starts the product before the tests of a file and stops it after them. Call this once, outside all tests. */
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
