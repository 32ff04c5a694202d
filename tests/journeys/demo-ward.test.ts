import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { DEMO_REPORTING_DAY } from '../../apps/demo/demo.js';
import { demoWard, type DemoWard } from '../support/worlds/demo-ward.js';

const KNOWN = '2026-11-02T01:00:00.000Z'; // 8:00 on 2 November 2026 in Việt Nam

let ward: DemoWard;
beforeAll(async () => {
  ward = await demoWard();
});
afterAll(() => ward.product.close());

const Turns = z.object({ engagements: z.int(), organizationTurns: z.int(), memberTurns: z.int() });
const Figure = z.object({ covered: z.int(), total: z.int(), percent: z.string() });
const Answer = Figure.extend({
  uncovered: z.int(),
  inspected: z.int(),
  supervised: z.int(),
  both: z.int(),
  provisional: z.boolean(),
  alternatives: z.array(Figure.extend({ denominator: z.string() })),
  counters: Turns.extend({
    distinctOrganizations: z.int(),
    byVerb: z.object({ INSPECTION: Turns, SUPERVISION: Turns }),
    byKind: z.record(z.string(), Turns),
  }),
  depth: z.object({
    organizationTurns: z.int(),
    withFaults: z.int(),
    remedies: z.object({ asked: z.int(), done: z.int(), overdue: z.int(), open: z.int() }),
  }),
  pace: z.object({ elapsedShare: z.string(), evenPace: z.int(), neededPerYear: z.int() }),
  excluded: z.array(z.object({ reason: z.string(), engagements: z.int() })),
  knownAt: z.string(),
});
const Rule = z.looseObject({ actors: z.array(z.string()) });

const coverage = (query: Record<string, string> = {}) => ward.get(Answer, 'coverage', { scope: ward.wardId, ...query });
const fraction = ({ covered, total, percent }: z.output<typeof Figure>) => `${covered}/${total} ${percent}`;
const counted = ({ engagements, organizationTurns, memberTurns }: z.output<typeof Turns>) =>
  `${engagements}/${organizationTurns}/${memberTurns}`;

/** The headline figure under the default rule with some axes changed. */
async function whatIf(change: (rule: z.output<typeof Rule>) => object): Promise<string> {
  const { product, wardId, position } = ward;
  const rule = Rule.parse((await product.get('/api/coverage/default-rule')).json);
  const asked = new URLSearchParams({ scope: wardId, asOf: DEMO_REPORTING_DAY, after: position });
  const body = { rule: { ...rule, ...change(rule) } };
  const { status, json, text } = await product.post(`/api/coverage/what-if?${asked.toString()}`, body);
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  return fraction(Answer.parse(json));
}
const Page = z.object({ organizations: z.array(z.object({ name: z.string() })), next: z.string().nullable() });
/** Names of the organizations that are covered, or of those that are not. */
const names = (status: 'covered' | 'uncovered', query: Record<string, string> = {}) =>
  ward.all(Page, ({ organizations }) => organizations.map(({ name }) => name), 'coverage/organizations', {
    scope: ward.wardId,
    status,
    ...query,
  });

describe('the coverage of the demo ward, over HTTP', () => {
  it('is 43 of 122; 22 of 35 directly under the ward committee; 5 inspected and supervised; 79 not covered', async () => {
    const told = await coverage({ knownAt: KNOWN });
    expect([fraction(told), told.uncovered, told.provisional]).toEqual(['43/122 35.24', 79, true]);
    expect([told.inspected, told.supervised, told.both]).toEqual([31, 17, 5]);
    expect(told.alternatives.map((one) => `${one.denominator} ${fraction(one)}`)).toEqual([
      'ALL 43/122 35.24',
      'DIRECT 22/35 62.85',
      'CELLS 36/114 31.57',
    ]);
    expect([(await names('uncovered')).length, (await names('covered')).length]).toEqual([79, 43]);
  });

  it('comes from 34 operations on 55 turns of organizations, 43 of them distinct, and 24 turns of members', async () => {
    const { counters } = await coverage();
    expect([counted(counters), counters.distinctOrganizations]).toEqual(['34/55/24', 43]);
    expect([counted(counters.byVerb.INSPECTION), counted(counters.byVerb.SUPERVISION)]).toEqual([
      '25/36/12',
      '9/19/12',
    ]);
    const kinds = Object.entries(counters.byKind).map(([kind, turns]) => `${kind} ${counted(turns)}`);
    expect(kinds.sort()).toEqual([
      'INSP_COMPLIANCE 7/14/7',
      'INSP_DISCIPLINE_TASK 1/2/0',
      'INSP_DUES 5/7/0',
      'INSP_FINANCE 4/4/0',
      'INSP_KTGS_TASK 4/8/0',
      'INSP_SIGNS 4/1/5',
      'SUP_THEMATIC 9/19/12',
    ]);
    const { counters: first } = await coverage({ asOf: '2025-12-31' });
    expect(counted(first)).toBe('9/13/6');
  });

  it('has faults in 16 of 55 turns; of 18 remedies 14 are done and 2 are overdue', async () => {
    const { depth } = await coverage();
    expect(depth).toEqual({
      organizationTurns: 55,
      withFaults: 16,
      remedies: { asked: 18, done: 14, overdue: 2, open: 2 },
    });
  });

  it('states that 24% of the term have passed, that 30 were due by now, and that 21 a year are needed', async () => {
    const { pace } = await coverage();
    expect(pace).toEqual({ elapsedShare: '24.20', evenPace: 30, neededPerYear: 21 });
  });

  it('excludes 17 of base committees, 1 of the city, 2 before the term, 1 cancelled and 4 without a conclusion', async () => {
    const { excluded } = await coverage();
    expect(Object.fromEntries(excluded.map(({ reason, engagements }) => [reason, engagements]))).toEqual({
      LOWER_BODY: 17,
      HIGHER_BODY: 1,
      BEFORE_WINDOW: 2,
      CANCELLED: 1,
      NOT_REACHED: 4,
    });
  });

  it.each<[string, string, (rule: z.output<typeof Rule>) => object]>([
    ['inspection and supervision of each', '5/122 4.09', () => ({ verb: 'BOTH' })],
    ['the acts of base committees, too,', '60/122 49.18', ({ actors }) => ({ actors: [...actors, 'LOWER'] })],
    ['the organizations of the first day', '43/120 35.83', () => ({ organizations: 'AT_START' })],
    ['hits that all merged organizations had', '42/122 34.42', () => ({ merger: 'INHERIT_ALL' })],
    ['hits that pass on to a separated part,', '44/122 36.06', () => ({ split: 'INHERIT' })],
  ])('with %s is %s', async (_, expected, change) => {
    expect(await whatIf(change)).toBe(expected);
  });

  it.each([
    ['2025-12-31', '2025-12-31', '11/120 9.16', '12/120 10.00'],
    ['2026-06-30', '2026-07-15', '28/121 23.14', '29/121 23.96'],
  ])('as of %s, as known on %s, is %s; as known now it is %s', async (asOf, knownAt, then, now) => {
    expect(fraction(await coverage({ asOf, knownAt }))).toBe(then);
    expect(fraction(await coverage({ asOf }))).toBe(now);
  });

  it('names group 10 instead of group 1 after an entry was corrected, with the same count', async () => {
    const asOf = '2026-08-31';
    const [then, since] = [
      { asOf, knownAt: '2026-09-06' },
      { asOf, knownAt: '2026-09-08' },
    ];
    const both = ['Chi bộ Tổ dân phố 1', 'Chi bộ Tổ dân phố 10'];
    const told = async (query: Record<string, string>) =>
      (await names('covered', query)).filter((name) => both.includes(name));
    expect([await told(then), await told(since)]).toEqual([['Chi bộ Tổ dân phố 1'], ['Chi bộ Tổ dân phố 10']]);
    expect(fraction(await coverage(then))).toBe(fraction(await coverage(since)));
  });

  it('had 35 operations while one notice was entered twice, with the same number of distinct organizations', async () => {
    const told = async (query: Record<string, string>) => {
      const { counters, covered } = await coverage(query);
      return [counters.engagements, counters.distinctOrganizations, covered];
    };
    expect(await told({ knownAt: '2026-11-01' })).toEqual([35, 43, 43]);
    expect(await told({ knownAt: KNOWN })).toEqual([34, 43, 43]);
  });

  it('grows by month as the description of the demo states, and not in the month of Tết', async () => {
    const Series = z.object({ series: z.array(z.object({ asOf: z.string(), engagements: z.int() })) });
    const { series } = await ward.get(Series, 'coverage/series', { scope: ward.wardId, step: 'month' });
    const months = series.map(({ asOf, engagements }, i) => [
      asOf.slice(0, 7),
      engagements - (series[i - 1]?.engagements ?? 0),
    ]);
    expect(Object.fromEntries(months)).toEqual({
      '2025-08': 0,
      '2025-09': 0,
      '2025-10': 2,
      '2025-11': 3,
      '2025-12': 4,
      '2026-01': 1,
      '2026-02': 0,
      '2026-03': 1,
      '2026-04': 3,
      '2026-05': 4,
      '2026-06': 4,
      '2026-07': 2,
      '2026-08': 3,
      '2026-09': 4,
      '2026-10': 3,
    });
  });
});
