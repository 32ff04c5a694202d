import { describe, expect, it } from '@jest/globals';
import { DEFAULT_RULE } from '#features/counting-rules';
import { plainDate } from '#kernel/dates';
import { answered } from '#platform/http/time-travel';
import { coverageAnswer } from '../answers.js';
import { Ward } from '../testing.js';
import { figuresOf, organizationsAddress, ruleNamed } from './coverage-answer.js';

const rule = { countingRuleId: null, name: 'Mặc định', version: 1, approved: false, rule: DEFAULT_RULE.rule };
const moment = { asOf: plainDate('2026-10-31'), knownAt: '2026-11-02T01:00:00.000Z' };

describe('the figures in the response', () => {
  const { ward, baseCells } = Ward.ofReport();
  ward.engage(baseCells.slice(0, 3), { concludedOn: '2026-03-10' });
  const term = {
    termId: ward.id,
    name: 'Nhiệm kỳ 2025–2030',
    startsOn: plainDate('2025-08-16'),
    endsOn: null,
    startAssumed: true,
    endAssumed: false,
  };
  const coverage = ward.ask();

  it('hold the covered and missing organizations and the breakdowns, and say that the rule is not approved', () => {
    const told = figuresOf({ rule, term: null, setUpOpen: false }, coverage);
    expect(told).toMatchObject({ covered: 3, total: 120, percent: '2.50', decimals: 2, uncovered: 117, term: null });
    expect([told.provisional, told.inspected, told.supervised, told.both]).toEqual([true, 3, 0, 0]);
    expect(figuresOf({ rule: { ...rule, approved: true }, term: null, setUpOpen: false }, coverage).provisional).toBe(
      false,
    );
  });
  it('have the shape that the document of the interface shows, and nothing of the term but its days and name', () => {
    const row = { ...term, targets: [], overlaps: [], organizationId: ward.id };
    const told = {
      ...figuresOf({ rule, term: row, setUpOpen: false }, coverage),
      rule: ruleNamed(rule),
      lag: 0,
      lagSeconds: 0,
    };
    const stamp = { asOf: moment.asOf, knownAt: moment.knownAt, position: '7', incomplete: [] };
    const answer = { ...told, organizations: organizationsAddress({}, moment), ...stamp };
    expect(answered(coverageAnswer).parse(answer)).toEqual(answer);
    expect(answer.term).toEqual(term);
  });
});

describe('the address of the list behind a figure', () => {
  it('is fixed to the day and the log position of the answer, whatever was asked', () => {
    expect(organizationsAddress({ asOf: undefined, knownAt: '2026-11-02' }, moment)).toBe(
      '/api/coverage/organizations?asOf=2026-10-31&knownAt=2026-11-02T01%3A00%3A00.000Z',
    );
  });
  it('names scope, rule, version and denominator as asked, leaves out what was not, and waits for nothing', () => {
    const asked = { scope: 'x', rule: 'default', version: 2, denominator: 'CELLS', term: undefined, after: '17' };
    expect(Object.fromEntries(new URL(organizationsAddress(asked, moment), 'http://x').searchParams)).toEqual({
      scope: 'x',
      rule: 'default',
      version: '2',
      denominator: 'CELLS',
      asOf: '2026-10-31',
      knownAt: '2026-11-02T01:00:00.000Z',
    });
  });
});
