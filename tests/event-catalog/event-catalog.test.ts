import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { catalog, upcast } from '#kernel/catalog';
import { parseRecord, recordText } from '#kernel/record';
import { storeDeclaration } from '#platform/event-store/store-declaration';
import { projectionOperations } from '#platform/projections/operations';
import { features } from '../../apps/features.js';

/**
 * A sample of every version of every event ever written: the very bytes, and what they mean today. A sample is added with
 * a new version and never changed: `record` is what stands in somebody's log.
 */
const FOLDER = 'tests/event-catalog';
const samples = new Map(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name.slice(0, -'.json'.length), JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Sample]),
);
interface Sample {
  readonly record: string;
  readonly present: unknown;
}

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

  it.each([...samples])('%s keeps its bytes and its meaning', (name, { record, present }) => {
    const stored = parseRecord(record);
    expect(`${stored.type}.v${stored.schema}`).toBe(name);
    expect(recordText(stored)).toBe(record);
    const data = upcast(known, stored);
    expect(data).toEqual(present);
    expect(known.get(stored.type)?.schema.parse(data)).toEqual(present);
  });
});
