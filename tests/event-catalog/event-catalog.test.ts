import { describe, expect, it } from '@jest/globals';
import { catalog } from '#kernel/catalog';
import { storeDeclaration } from '#platform/commands/store-declaration';
import { projectionOperations } from '#platform/projections/operations';
import { features } from '../../apps/features.js';
import { CATALOG, samplesIn } from './catalog.js';
import { keepsItsMeaning } from './checks.js';

/**
 * A sample of every version of every event that was ever written: its exact bytes (`record`), and the data that they
 * decode to today (`present`). A new version adds a sample. A sample is never changed, since logs may contain its
 * bytes.
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
