import { describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { CoverageFacts } from '../facts/coverage-facts.js';
import { seriesDays } from '../rules/series.js';
import { Ward } from '../testing.js';
import { type KnownFacts, resolved } from './coverage.queries.js';

const OTHER = Uuid.parse('00000000-0000-4000-9000-000000000001');
const asOf = plainDate('2025-11-30');

/** A ward with one covered and one uncovered cell, and a second ward with a cell; their terms begin on different days. */
function twoWards(): { readonly known: KnownFacts; readonly wards: readonly Uuid[] } {
  const ward = new Ward();
  const [a] = [ward.found('BASE_CELL'), ward.found('BASE_CELL')];
  const engagementId = ward.engage([a], { concludedOn: '2025-10-10' });
  const facts = new CoverageFacts();
  facts.setRegister(ward.id, ward.registerRows);
  facts.setEngagement(engagementId, ward.rowsOf(engagementId));
  const effectiveOn = plainDate('2025-07-01');
  const place = (organizationId: Uuid, parentId: Uuid | null) => ({
    ...ward.row(),
    organizationId,
    effectiveOn,
    parentId,
  });
  const cell = ward.newId();
  const attributes = [
    { ...place(OTHER, null), type: 'WARD_ORGANIZATION' as const },
    { ...place(cell, OTHER), type: 'BASE_CELL' as const },
  ];
  facts.setRegister(OTHER, { beginnings: attributes, ends: [], attributes, lineage: [] });
  const term = (organizationId: Uuid, startsOn: string) => ({
    termId: organizationId,
    name: '',
    organizationId,
    startsOn: plainDate(startsOn),
    startAssumed: false,
    endsOn: null,
    endAssumed: false,
    targets: [],
    overlaps: [],
  });
  const terms = [term(ward.id, '2025-08-16'), term(OTHER, '2025-09-20')];
  const moment = { asOf, position: BigInt(ward.position) } as KnownFacts['moment'];
  const termsOf = (of?: Uuid) => terms.filter(({ organizationId }) => of === undefined || of === organizationId);
  return { known: { moment, setUpOpen: false, facts, rules: [], termsOf }, wards: [ward.id, OTHER] };
}

describe('a question about several wards', () => {
  it('has a series that begins with the earliest term, of which each point is the sum over the wards', () => {
    const { known, wards } = twoWards();
    const whole = resolved({}, known);
    const each = wards.map((scope) => resolved({ scope }, known));
    const days = seriesDays(whole.since, asOf, 'month');
    expect(days).toEqual(['2025-08-31', '2025-09-30', '2025-10-31', '2025-11-30']);
    for (const day of days) {
      const { covered, total } = whole.evaluate(day).figure;
      const parts = each.map((one) => one.evaluate(day).figure);
      const sum = (of: (figure: (typeof parts)[number]) => number) => parts.reduce((all, part) => all + of(part), 0);
      expect([day, covered, total]).toEqual([day, sum((part) => part.covered), sum((part) => part.total)]);
    }
    expect(whole.evaluate(asOf).figure).toMatchObject({ covered: 1, total: 3 });
  });
});
