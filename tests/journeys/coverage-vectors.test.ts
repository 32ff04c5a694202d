import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { WardApi } from '../support/worlds/ward-api.js';
import { numbering } from '../support/worlds/next-number.js';

/** A ward of 8 base organizations with 87 cells, and 25 base cells; an earlier term ended soon after its founding. */
let ward: WardApi;
let bases: string[];
let baseCells: string[];
let cells: string[];
const terms = { first: '', second: '' };

beforeAll(async () => {
  ward = await WardApi.start();
  const found = async (name: string, type: string, parentId: string) =>
    (await ward.record('/api/organizations', { name, type, parentId, establishedOn: '2025-07-01' })).id;
  bases = [];
  for (let n = 1; n <= 8; n++) bases.push(await found(`Đảng bộ khu dân cư ${n}`, 'BASE_ORGANIZATION', ward.ward));
  baseCells = [...ward.cells];
  for (let n = 4; n <= 25; n++) baseCells.push(await found(`Chi bộ ${n}`, 'BASE_CELL', ward.ward));
  cells = [];
  for (let n = 0; n < 87; n++)
    cells.push(await found(`Chi bộ Tổ dân phố ${n + 1}`, 'SUB_CELL', bases[n % 8] ?? ward.ward));
  const term = { organizationId: ward.ward, name: 'Nhiệm kỳ thứ nhất' };
  const first = { ...term, startsOn: '2025-08-16', endsOn: '2026-01-15' };
  const second = { ...term, name: 'Nhiệm kỳ thứ hai', startsOn: '2026-01-16', endsOn: '2031-01-15', endAssumed: true };
  terms.first = (await ward.decide('/api/terms', first)).id;
  terms.second = (await ward.decide('/api/terms', second)).id;
  for (const [n, one] of [...bases, ...baseCells].entries())
    await inspected([one], { decided: '2025-09-03', concluded: `2025-10-${String((n % 28) + 1).padStart(2, '0')}` });
});
afterAll(() => ward.close());

const committee = () => ({ organizationId: ward.ward, body: 'COMMITTEE' });
const organization = (id: string | undefined) => ({ organizationId: id, capacity: 'ORGANIZATION' });
const person = (id: string | undefined, capacity: string) => ({ organizationId: id, capacity, memberId: randomUUID() });

interface Days {
  readonly decided: string;
  readonly conducted?: string;
  readonly concluded: string;
}
const next = numbering();
const file = (kind: string, subjects: object[], { decided, conducted, concluded }: Days) => ({
  kind,
  decidingBody: committee(),
  decision: { number: next('QĐ/ĐU'), signedOn: decided },
  conductedOn: conducted ?? null,
  notice: { number: next('TB/ĐU'), signedOn: concluded },
  subjects: subjects.map((one) => ({ ...one, outcome: 'GOOD' })),
});
const inspected = (ids: readonly (string | undefined)[], days: Days) =>
  ward.record('/api/inspections/concluded', file('INSP_COMPLIANCE', ids.map(organization), days));
const supervised = (ids: readonly (string | undefined)[], days: Days) =>
  ward.record('/api/supervisions/concluded', file('SUP_THEMATIC', ids.map(organization), days));

const Figure = z.object({ covered: z.int(), total: z.int(), percent: z.string() });
const Coverage = Figure.extend({
  counters: z.object({
    engagements: z.int(),
    organizationTurns: z.int(),
    memberTurns: z.int(),
    distinctOrganizations: z.int(),
  }),
  excluded: z.array(z.object({ reason: z.string(), engagements: z.int(), turns: z.int() })),
  knownAt: z.string(),
});
const Rule = z.looseObject({ kinds: z.array(z.string()) });
type Query = Readonly<Record<string, string>>;

const asked = (query: Query) => new URLSearchParams({ scope: ward.ward, ...query }).toString();
const coverage = async (query: Query) => Coverage.parse((await ward.ask(`/api/coverage?${asked(query)}`)).json);
/** Asks the same query under the default rule with some axes changed. */
const under = async (change: object, query: Query) => {
  const rule = Rule.parse((await ward.api.get('/api/coverage/default-rule')).json);
  const body = { rule: { ...rule, ...change } };
  const { status, text, json } = await ward.api.post(
    `/api/coverage/what-if?${asked({ after: ward.last, ...query })}`,
    body,
  );
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  return Coverage.parse(json);
};
const fraction = ({ covered, total, percent }: z.output<typeof Figure>) => `${covered}/${total} ${percent}`;

const FIRST_YEAR = { asOf: '2025-12-31' };
const MILESTONES = ['DECIDED', 'CONDUCTED', 'CONCLUDED'];

describe('33 direct organizations with one concluded inspection each, over HTTP', () => {
  it('T1: are 33 of 33 if only organizations directly under the ward count', async () => {
    expect(fraction(await coverage({ ...FIRST_YEAR, denominator: 'DIRECT' }))).toBe('33/33 100.00');
    expect(fraction(await under({ denominator: 'DIRECT' }, FIRST_YEAR))).toBe('33/33 100.00');
  });
  it('T2: are 33 of all 120, 27.50 percent', async () => {
    expect(fraction(await coverage(FIRST_YEAR))).toBe('33/120 27.50');
  });
  it('T3: are 120 of 120 if an inspection of a base organization also counts for its cells', async () => {
    expect(fraction(await under({ spread: 'DOWN' }, FIRST_YEAR))).toBe('120/120 100.00');
  });
  it('T4: are 0 of 33 if each needs an inspection and a supervision', async () => {
    expect(fraction(await under({ verb: 'BOTH', denominator: 'DIRECT' }, FIRST_YEAR))).toBe('0/33 0.00');
  });
});

describe('which acts count, and how often, over HTTP', () => {
  it('T5: one cell that is inspected five times is five turns and one distinct organization, and is covered once', async () => {
    const window = { from: '2026-02-01', to: '2026-02-28', asOf: '2026-02-28' };
    expect((await coverage(window)).covered).toBe(0);
    for (let n = 1; n <= 5; n++) await inspected([cells[0]], { decided: '2026-02-01', concluded: `2026-02-1${n}` });
    const { covered, counters } = await coverage(window);
    expect(covered).toBe(1);
    expect(counters).toMatchObject({ engagements: 5, organizationTurns: 5, distinctOrganizations: 1 });
  });

  it('T6: an inspection that is decided in one term and concluded in the next counts in the next, by its notice', async () => {
    await inspected([cells[1]], { decided: '2026-01-10', concluded: '2026-01-20' });
    const [first, second] = [terms.first, terms.second].map((term) => ({ term, asOf: '2026-01-31' }));
    const told = await coverage({ ...first });
    expect(fraction(told)).toBe('33/120 27.50');
    expect(told.excluded).toEqual([{ reason: 'AFTER_WINDOW', engagements: 1, turns: 1 }]);
    expect(fraction(await coverage({ ...second }))).toBe('1/120 0.83');
    expect(fraction(await coverage({ asOf: '2026-01-31' }))).toBe('1/120 0.83');
    expect((await under({ milestone: 'DECIDED' }, { ...first })).covered).toBe(34);
    expect((await under({ milestone: 'DECIDED' }, { ...second })).covered).toBe(0);
  });

  it.each<[string, () => Promise<void>, number[]]>([
    [
      'cancelled after its decision and the beginning of conduct',
      async () => {
        const decision = { number: '3-QĐ/ĐU', signedOn: '2026-07-02' };
        const subjects = [organization(cells[2])];
        const order = { kind: 'SUP_THEMATIC', decidingBody: committee(), decision, subjects };
        const one = await ward.record('/api/supervisions', order);
        const begun = await ward.change('supervisions', one, 'start', { conductedOn: '2026-07-05' });
        const cancellation = { cancelledOn: '2026-07-20', by: committee(), reason: 'trùng với kế hoạch của cấp trên' };
        await ward.change('supervisions', begun, 'cancellation', cancellation);
      },
      [1, 1, 0],
    ],
    [
      'revoked after its conclusion',
      async () => {
        const days = { decided: '2026-07-02', conducted: '2026-07-05', concluded: '2026-07-10' };
        const revocation = { revokedOn: '2026-07-20', by: committee(), reason: 'sai đối tượng' };
        await ward.change('supervisions', await supervised([cells[3]], days), 'revocation', revocation);
      },
      [1, 1, 1],
    ],
  ])('T9: a supervision %s does not count from that day on, under any milestone', async (_, record, before) => {
    const counted = (asOf: string) =>
      Promise.all(
        MILESTONES.map(
          async (milestone) =>
            (await under({ milestone }, { from: '2026-07-01', to: '2026-07-31', asOf })).counters.engagements,
        ),
      );
    const [others, none] = [await counted('2026-07-19'), await counted('2026-07-20')];
    await record();
    expect((await counted('2026-07-19')).map((n, i) => n - (others[i] ?? 0))).toEqual(before);
    expect([none, await counted('2026-07-20'), await counted('2026-07-31')]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('T9: an annulled supervision counts as known before the annulment, and on no day as known after it', async () => {
    const window = { from: '2026-08-01', to: '2026-08-31' };
    const days = { decided: '2026-08-03', conducted: '2026-08-04', concluded: '2026-08-05' };
    const one = await supervised([cells[4]], days);
    const { knownAt, covered } = await coverage({ ...window, asOf: '2026-08-31' });
    expect(covered).toBe(1);
    await ward.change('supervisions', one, 'annulments', { corrects: 0, reason: 'nhập hai lần' });
    for (const milestone of MILESTONES) {
      const on = (query: Query) => under({ milestone }, { ...window, ...query }).then((told) => told.covered);
      expect(await on({ asOf: '2026-08-05' })).toBe(0);
      expect(await on({ asOf: '2026-08-31' })).toBe(0);
      expect(await on({ asOf: '2026-08-31', knownAt })).toBe(1);
    }
  });

  it('T10: routine supervision covers no organization, since it is not an act', async () => {
    const window = { from: '2026-09-01', to: '2026-09-30', asOf: '2026-09-30' };
    const before = await coverage(window);
    const by = { byOrganizationId: ward.ward };
    const organizationIds = [cells[5]];
    const assignment = { ...by, memberId: randomUUID(), organizationIds, from: '2026-09-01' };
    const { id: assignmentId } = await ward.record('/api/routine-supervision/assignments', assignment);
    const contact = { ...by, assignmentId, organizationId: cells[5], contactedOn: '2026-09-10', manner: 'TALK' };
    await ward.record('/api/routine-supervision/contacts', contact);
    const reminder = { ...by, organizationId: cells[5], remindedOn: '2026-09-11', about: 'nhắc nộp báo cáo' };
    await ward.record('/api/routine-supervision/reminders', reminder);
    const told = await coverage(window);
    expect([told.covered, told.counters.engagements]).toEqual([0, 0]);
    expect({ ...told, knownAt: before.knownAt }).toEqual(before); // it is not listed as excluded either
    const rule = Rule.parse((await ward.api.get('/api/coverage/default-rule')).json);
    const body = { rule: { ...rule, kinds: [...rule.kinds, 'SUP_ROUTINE'] } };
    await ward.refused(`/api/coverage/what-if?${asked(window)}`, body, 422, 'invalid-request');
  });

  it('T11: an inspection of the secretary alone covers the cell only under a rule that counts leaders', async () => {
    const window = { from: '2026-10-01', to: '2026-10-15', asOf: '2026-10-15' };
    const subjects = [person(cells[6], 'SECRETARY'), person(cells[7], 'MEMBER')];
    const days = { decided: '2026-10-01', concluded: '2026-10-10' };
    await ward.record('/api/inspections/concluded', file('INSP_COMPLIANCE', subjects, days));
    expect((await coverage(window)).covered).toBe(0);
    expect((await under({ subjects: 'ORG_OR_LEADER' }, window)).covered).toBe(1);
  });

  it('T12: an inspection of 3 organizations and 4 members is 1 operation, 3 turns, 4 member turns, 3 organizations', async () => {
    const window = { from: '2026-10-16', to: '2026-10-31', asOf: '2026-10-31' };
    const members = Array.from({ length: 4 }, () => person(cells[8], 'MEMBER'));
    const subjects = [...cells.slice(8, 11).map(organization), ...members];
    const days = { decided: '2026-10-16', concluded: '2026-10-20' };
    await ward.record('/api/inspections/concluded', file('INSP_COMPLIANCE', subjects, days));
    const { counters, covered } = await coverage(window);
    expect(counters).toMatchObject({ engagements: 1, organizationTurns: 3, memberTurns: 4, distinctOrganizations: 3 });
    expect(covered).toBe(3);
  });
});

describe('a ward that changes, over HTTP', () => {
  const MAY = { from: '2026-05-01', to: '2026-05-31' };
  it('T8: 120 covered and then two founded are 120 of 122; the list of the first day stays 120 of 120', async () => {
    const days = { decided: '2026-05-02', concluded: '2026-05-10' };
    await inspected([...bases, ...baseCells, ...cells], days);
    const fresh = { type: 'BASE_CELL', parentId: ward.ward, establishedOn: '2026-05-19' };
    for (const name of ['Chi bộ Công ty Sao Biển', 'Chi bộ Trường Ban Mai'])
      await ward.record('/api/organizations', { name, ...fresh });
    expect(fraction(await coverage({ ...MAY, asOf: '2026-05-18' }))).toBe('120/120 100.00');
    expect(fraction(await coverage({ ...MAY, asOf: '2026-05-31' }))).toBe('120/122 98.36');
    const frozen = await under({ organizations: 'AT_START' }, { ...MAY, asOf: '2026-05-31' });
    expect(fraction(frozen)).toBe('120/120 100.00');
  });

  it('T7: if a covered and an uncovered cell merge, the successor is covered and the denominator is one less', async () => {
    const window = { from: '2026-06-01', to: '2026-06-30' };
    const [one, other] = [cells[80], cells[72]]; // of one base organization
    await inspected([one], { decided: '2026-06-01', concluded: '2026-06-05' });
    const founded = { name: 'Chi bộ Tổ dân phố hợp nhất', type: 'SUB_CELL', parentId: bases[0] };
    const merger = { manner: 'CONSOLIDATION', from: [one, other], into: [{ founded }], effectiveOn: '2026-06-10' };
    const before = await coverage({ ...window, asOf: '2026-06-09' });
    await ward.record('/api/reorganizations', merger);
    const since = await coverage({ ...window, asOf: '2026-06-30' });
    expect([before.covered, since.covered, since.total - before.total]).toEqual([1, 1, -1]);
    const alternatives = [{ merger: 'NONE' }, { merger: 'INHERIT_ALL' }];
    const others = await Promise.all(alternatives.map((change) => under(change, { ...window, asOf: '2026-06-30' })));
    expect(others.map(({ covered }) => covered)).toEqual([0, 0]);
  });
});
