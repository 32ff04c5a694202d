import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { grants } from '#features/access';
import type { AnyProjection, RowChange } from '#platform/projections/projection';
import { features } from '../../apps/features.js';
import { appended, complaint, entriesOf, type Entry, fileOf, fingerprintOf, sampleRecords } from './fingerprint.js';

const projections = features.flatMap((feature) => feature.projections);
const samples = sampleRecords();
const judged = (projection: AnyProjection, entries: readonly Entry[]) =>
  complaint(projection, entries, fingerprintOf(projection, samples));

describe('the fingerprint of a read model', () => {
  it.each(projections.map((projection) => [projection.name, projection] as const))(
    'of %s is that of its version',
    (_, projection) => {
      expect(judged(projection, entriesOf(projection))).toBeNull();
    },
  );

  it('is committed for the read models of the features only', () => {
    const files = readdirSync('tests/projections').filter((file) => file.endsWith('.json'));
    expect(files.map((file) => `tests/projections/${file}`).sort()).toEqual(projections.map(fileOf).sort());
  });
});

describe('a read model that was changed', () => {
  const model: AnyProjection = { ...grants, version: 1 };
  const committed = appended(model, [], fingerprintOf(model, samples));
  const granted = grants.tables.granted;
  const withGranted = (table: AnyProjection['tables'][string]): AnyProjection => ({
    ...model,
    tables: { ...grants.tables, granted: table },
  });
  const writing = (change: (made: RowChange) => RowChange): AnyProjection => ({
    ...model,
    changes: (e) => grants.changes(e).map(change),
  });
  const { role, ...columns } = granted.columns;
  const rowsOf = (...types: readonly string[]) => types.map((type) => `rows of ${type}.v1`).join(', ');
  const raise = 'from what version 1 was: raise `version` to 2 and run `npm run fingerprint`.';

  it.each<[string, AnyProjection, string]>([
    [
      'order of columns',
      withGranted({ ...granted, columns: { ...columns, role } }),
      `tables, sql, ${rowsOf('RoleGranted')}`,
    ],
    [
      'column that may be null',
      withGranted({ ...granted, columns: { ...granted.columns, role: { ...role, nullable: true } } }),
      'tables, sql',
    ],
    [
      'type of a column',
      withGranted({ ...granted, columns: { ...granted.columns, role: { ...role, sql: 'jsonb' } } }),
      'tables, sql',
    ],
    ['index', withGranted({ ...granted, indexes: [...granted.indexes, ['role']] }), 'tables, sql'],
    [
      'value that a handler writes',
      writing((made) => ({ ...made, values: { ...made.values, organizationId: null } })),
      rowsOf('RoleGranted'),
    ],
    [
      'place that a handler writes to',
      writing((made) => ({ ...made, key: { ...made.key, item: 1 } })),
      rowsOf('DelegationEnded', 'DelegationGiven', 'RoleGranted', 'RoleWithdrawn'),
    ],
    [
      'event that is not handled any more',
      { ...model, handles: new Set([...model.handles].slice(1)) },
      rowsOf('RoleGranted'),
    ],
  ])('is told to raise its version: %s', (_, changed, parts) => {
    expect(judged(changed, committed)).toBe(`grants differs in its ${parts} ${raise}`);
    expect(() => appended(changed, committed, fingerprintOf(changed, samples))).toThrow(raise);
  });

  it('and whose version is raised needs a new fingerprint, which is added after the others', () => {
    const raised = { ...withGranted({ ...granted, indexes: [] }), version: 2 };
    expect(judged(raised, committed)).toBe('Version 2 of grants has no fingerprint: run `npm run fingerprint`.');
    const both = appended(raised, committed, fingerprintOf(raised, samples));
    expect(both).toEqual([...committed, expect.objectContaining({ version: 2 })]);
    expect(judged(raised, both)).toBeNull();
    expect(appended(raised, both, fingerprintOf(raised, samples))).toBe(both);
    expect(judged(model, both)).toMatch(/version 2 was committed: raise `version` to 3/);
  });

  it('does not change what was committed before', () => {
    const third = [2, 3].reduce(
      (entries, version) => appended({ ...model, version }, entries, fingerprintOf(model, samples)),
      committed,
    );
    const [first, second, last] = third as [Entry, Entry, Entry];
    for (const entries of [
      [second, last],
      [first, last],
      [second, first, last],
      [{ ...first, sql: 'x' }, second, last],
      [{ ...first, rows: {} }, second, last],
      [first, { ...second, version: 4 }, last],
    ])
      expect(judged({ ...model, version: 3 }, entries)).toMatch(/was changed or removed/);
    expect(judged({ ...model, version: 3 }, third)).toBeNull();
  });

  it('gets the samples of a new event in its present version, and keeps all other samples', () => {
    const { 'RoleWithdrawn.v1': withdrawn, ...others } = committed[0]?.rows ?? {};
    const before = committed.map((entry) => ({ ...entry, rows: others }));
    expect(judged(model, before)).toBe(
      'The fingerprint of grants lacks the samples of a new event: run `npm run fingerprint`.',
    );
    expect(withdrawn).toMatch(/^[0-9a-f]{64}$/);
    expect(appended(model, before, fingerprintOf(model, samples))).toEqual(committed);
  });

  it('and parks a sample gives an error that names the sample', () => {
    const parking = writing((made) => ({ ...made, values: { ...made.values, personId: 'nobody' } }));
    expect(() => fingerprintOf(parking, samples)).toThrow('grants parks the sample DelegationGiven.v1');
  });
});
