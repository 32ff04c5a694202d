import { describe, expect, it } from '@jest/globals';
import { catalog } from '#kernel/catalog';
import { storeDeclaration } from '#platform/commands/store-declaration';
import { projectionOperations } from '#platform/projections/operations';
import { features } from '../../apps/features.js';
import { CATALOG, samplesIn } from './catalog.js';
import { keepsItsMeaning } from './checks.js';

/**
 * A sample of every version of every event ever written: the very bytes, and what they mean today. A sample is added with
 * a new version and never changed: `record` is what stands in somebody's log.
 */
const samples = samplesIn(CATALOG);

const known = catalog(
  storeDeclaration.events,
  projectionOperations.events,
  ...features.flatMap(({ deciders }) => deciders.map((decider) => decider.events)),
);
const versions = [...known].flatMap(([type, { version }]) =>
  Array.from({ length: version }, (_, i) => `${type}.v${i + 1}`),
);

describe('the event catalog', () => {
  it('has a sample of every version of every event, and of nothing else', () => {
    expect([...samples.keys()].sort()).toEqual(versions.sort());
  });

  it.each([...samples])('%s keeps its bytes and its meaning', (name, sample) => keepsItsMeaning(known, name, sample));
});
