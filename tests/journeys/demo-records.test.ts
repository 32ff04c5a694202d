import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { NAMED_CODES } from '#features/members';
import { demoWard, type DemoWard } from '../support/worlds/demo-ward.js';

let ward: DemoWard;
let facts: z.output<typeof Facts>['facts'];
beforeAll(async () => {
  ward = await demoWard();
  facts = await ward.all(Facts, (page) => page.facts, 'facts');
});
afterAll(() => ward.product.close());

const Facts = z.object({
  facts: z.array(
    z.object({
      engagementId: z.string(),
      kind: z.string(),
      verb: z.string(),
      body: z.string(),
      status: z.string(),
      bodyOrganizationId: z.string().nullable(),
      memberId: z.string().nullable(),
      concluded: z.boolean(),
      countsOn: z.string().nullable(),
      outcome: z.string().nullable(),
      overdue: z.boolean(),
    }),
  ),
  next: z.string().nullable(),
});
const OneEngagement = z.object({
  engagement: z.object({
    kind: z.string(),
    arisesFrom: z.object({ engagementId: z.string() }).nullable(),
    subjects: z.array(
      z.object({
        memberId: z.string().nullable(),
        conclusion: z.object({ outcome: z.string().nullable() }).nullable(),
      }),
    ),
  }),
});
const FormCount = z.object({ decisions: z.int(), forms: z.record(z.string(), z.int()) });
const ClassSummary = z.object({
  decided: FormCount,
  now: FormCount,
  byBody: z.array(FormCount.extend({ body: z.string() })),
  distinct: z.int(),
  lapsed: z.int(),
  endNotKnown: z.int(),
  postponed: z.int(),
  open: z.int(),
  notImposed: z.object({ cases: z.int(), reasons: z.record(z.string(), z.int()) }),
});
const Summary = z.object({ members: ClassSummary, organizations: ClassSummary });

/** Facts of the engagements that the ward's own bodies concluded in the term. */
const own = () =>
  facts.filter(
    ({ bodyOrganizationId, concluded, countsOn }) =>
      bodyOrganizationId === ward.wardId && concluded && countsOn !== null && countsOn > '2025-08-15',
  );
/** Cuộc / lượt tổ chức / lượt đảng viên: operations, turns of organizations, turns of members. */
const counted = (some: typeof facts): string => {
  const organizations = some.filter(({ memberId }) => memberId === null).length;
  return `${new Set(some.map(({ engagementId }) => engagementId)).size}/${organizations}/${some.length - organizations}`;
};
function tally(some: readonly (string | null)[]): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const one of some) numbers[String(one)] = (numbers[String(one)] ?? 0) + 1;
  return numbers;
}
/** Whether a warning says that a paper says otherwise than the register of persons. */
const isOfPersons = (code: string): boolean => NAMED_CODES.some((one) => one === code);
const some = (forms: Record<string, number>) => Object.fromEntries(Object.entries(forms).filter(([, n]) => n > 0));

describe('the engagements of the demo ward, over HTTP', () => {
  it.each([
    ['STANDING_COMMITTEE', 'INSP_COMPLIANCE', '2/4/2', '4/8/5'],
    ['STANDING_COMMITTEE', 'SUP_THEMATIC', '2/4/3', '4/9/6'],
    ['ADVISORY_BODY', 'INSP_COMPLIANCE', '0/0/0', '1/2/0'],
    ['INSPECTION_COMMITTEE', 'INSP_SIGNS', '1/0/1', '3/1/4'],
    ['INSPECTION_COMMITTEE', 'INSP_KTGS_TASK', '1/2/0', '3/6/0'],
    ['INSPECTION_COMMITTEE', 'INSP_DISCIPLINE_TASK', '0/0/0', '1/2/0'],
    ['INSPECTION_COMMITTEE', 'INSP_FINANCE', '2/2/0', '2/2/0'],
    ['INSPECTION_COMMITTEE', 'INSP_DUES', '1/1/0', '4/6/0'],
    ['INSPECTION_COMMITTEE', 'SUP_THEMATIC', '0/0/0', '3/6/3'],
  ])('of %s, %s, are %s until the end of 2025 and %s in 2026', (body, kind, first, second) => {
    const of = own().filter((fact) => fact.body === body && fact.kind === kind);
    expect(counted(of.filter(({ countsOn }) => (countsOn ?? '') < '2026'))).toBe(first);
    expect(counted(of.filter(({ countsOn }) => (countsOn ?? '') >= '2026'))).toBe(second);
  });

  it('have the outcomes of organizations that the description of the demo states', () => {
    const found = (verb: string) =>
      tally(own().flatMap((fact) => (fact.verb === verb && fact.memberId === null ? [fact.outcome] : [])));
    expect(found('INSPECTION')).toEqual({ GOOD: 25, NOT_YET_GOOD: 6, SHORTCOMINGS: 4, MUST_DISCIPLINE: 1 });
    expect(found('SUPERVISION')).toEqual({ GOOD: 14, REMINDED: 4, SIGNS_FOUND: 1 });
  });

  it('show outcomes of members to readers who may open sealed content, and to nobody in the facts', async () => {
    const ids = new Set(own().flatMap(({ memberId, engagementId }) => (memberId === null ? [] : [engagementId])));
    const outcomes: string[] = [];
    for (const id of ids) {
      const { engagement } = await ward.get(OneEngagement, `engagements/${id}`);
      for (const { memberId, conclusion } of engagement.subjects)
        if (memberId !== null) outcomes.push(`${engagement.kind} ${conclusion?.outcome ?? null}`);
    }
    expect(tally(outcomes)).toEqual({
      'INSP_COMPLIANCE GOOD': 6,
      'INSP_COMPLIANCE SHORTCOMINGS': 1,
      'INSP_SIGNS NO_VIOLATION': 1,
      'INSP_SIGNS VIOLATION_NO_DISCIPLINE': 2,
      'INSP_SIGNS MUST_DISCIPLINE': 2,
      'SUP_THEMATIC GOOD': 10,
      'SUP_THEMATIC REMINDED': 2,
    });
    expect(new Set(facts.flatMap(({ memberId, outcome }) => (memberId === null ? [] : [outcome])))).toEqual(
      new Set([null]),
    );
  });

  it('include one cancelled, one postponed and three running engagements; one of the running is overdue', () => {
    const unfinished = new Map(facts.flatMap((one) => (one.concluded ? [] : [[one.engagementId, one] as const])));
    expect(tally([...unfinished.values()].map(({ status }) => status))).toEqual({
      CANCELLED: 1,
      POSTPONED: 1,
      CONDUCTED: 3,
    });
    expect([...unfinished.values()].filter(({ overdue }) => overdue)).toHaveLength(1);
  });
});

describe('discipline in the demo ward, over HTTP', () => {
  it('concerns 14 members; by form 10, 2, 1, 1 as first decided, and 11, 1, 1, 1 after a complaint', async () => {
    const { members } = await ward.get(Summary, 'discipline-cases/summary');
    expect([members.decided.decisions, members.distinct]).toEqual([14, 14]);
    expect(some(members.decided.forms)).toEqual({ REPRIMAND: 10, WARNING: 2, REMOVAL: 1, EXPULSION: 1 });
    expect(some(members.now.forms)).toEqual({ REPRIMAND: 11, WARNING: 1, REMOVAL: 1, EXPULSION: 1 });
    expect(Object.fromEntries(members.byBody.map(({ body, forms }) => [body, some(forms)]))).toEqual({
      CELL: { REPRIMAND: 8, WARNING: 1 },
      INSPECTION_COMMITTEE: { REPRIMAND: 2, WARNING: 1 },
      STANDING_COMMITTEE: { REMOVAL: 1, EXPULSION: 1 },
    });
  });

  it('has ended for 2 members and has an unknown end for 2; 1 case is postponed, 1 member was struck off the list', async () => {
    const { members } = await ward.get(Summary, 'discipline-cases/summary');
    expect([members.lapsed, members.endNotKnown, members.postponed, members.open]).toEqual([2, 2, 1, 0]);
    expect([members.notImposed.cases, some(members.notImposed.reasons)]).toEqual([1, { STRUCK_OFF: 1 }]);
  });

  it('includes a reprimand of one organization, in which a supervision had found signs of violation', async () => {
    const { organizations } = await ward.get(Summary, 'discipline-cases/summary');
    expect(some(organizations.decided.forms)).toEqual({ REPRIMAND: 1 });
    const signs = own().find(({ outcome }) => outcome === 'SIGNS_FOUND');
    const asking = own().find(({ outcome }) => outcome === 'MUST_DISCIPLINE');
    const { engagement } = await ward.get(OneEngagement, `engagements/${asking?.engagementId ?? ''}`);
    expect(engagement.arisesFrom?.engagementId).toBe(signs?.engagementId);
  });
});

describe('the persons of the demo ward, over HTTP', () => {
  const Told = z.object({
    persons: z.array(z.object({ memberId: z.string(), code: z.string().nullable(), name: z.string().nullable() })),
  });
  const Warned = z.object({ warnings: z.array(z.object({ code: z.string() })) });
  const Named = Told.extend({
    engagement: Warned.extend({
      decision: z.object({ signedOn: z.string() }),
      subjects: z.array(
        z.object({
          organizationId: z.string(),
          capacity: z.string(),
          memberId: z.string().nullable(),
          post: z.string().nullable(),
        }),
      ),
    }),
  });
  const Member = z.object({
    member: z.object({
      offered: z.object({
        status: z.string().nullable(),
        posts: z.array(z.object({ post: z.string(), organizationId: z.string() })),
      }),
    }),
  });
  const offered = async (id: string | null, asOf: string) =>
    (await ward.get(Member, `members/${id ?? ''}`, { asOf })).member.offered;

  it('of 24 turns are 23, each with a name, in the capacity that the register states of the day of the decision', async () => {
    const [ids, turns, persons] = [new Set(own().map(({ engagementId }) => engagementId)), [] as string[], new Set()];
    for (const id of ids) {
      const { engagement, persons: told } = await ward.get(Named, `engagements/${id}`);
      expect(told.filter(({ name }) => name === null)).toEqual([]);
      expect(engagement.warnings.filter(({ code }) => isOfPersons(code))).toEqual([]);
      for (const { memberId, capacity, organizationId, post } of engagement.subjects) {
        if (memberId === null) continue;
        const { posts } = await offered(memberId, engagement.decision.signedOn);
        const held = posts.find((one) => one.organizationId === organizationId)?.post ?? null;
        turns.push(`${capacity} ${held}`);
        expect(post).toBe(held);
        persons.add(memberId);
      }
    }
    expect([turns.length, persons.size]).toEqual([24, 23]);
    expect(tally(turns)).toEqual({
      'SECRETARY SECRETARY': 15,
      'DEPUTY_SECRETARY DEPUTY_SECRETARY': 6,
      'MEMBER null': 2,
      'MEMBER COMMITTEE_MEMBER': 1,
    });
    const Counted = z.object({ counters: z.object({ memberTurns: z.int(), distinctMembers: z.int() }) });
    const { counters } = await ward.get(Counted, 'coverage', { scope: ward.wardId });
    expect([counters.memberTurns, counters.distinctMembers]).toEqual([24, 23]);
  });

  it('of the cases have names; who was struck off was on probation, who was removed sat in a committee', async () => {
    const Case = z.object({
      caseId: z.string(),
      status: z.string(),
      subject: z.object({ memberId: z.string().nullable() }),
    });
    const Cases = Told.extend({ cases: z.array(Case), next: z.string().nullable() });
    const { cases, persons } = await ward.get(Cases, 'discipline-cases', { limit: '100' });
    const ofMembers = cases.filter(({ subject }) => subject.memberId !== null);
    expect([ofMembers.length, persons.filter(({ name }) => name !== null).length]).toEqual([16, 16]);
    const found: Record<string, number> = {};
    for (const { caseId, subject } of ofMembers) {
      const One = z.object({ case: Warned.extend({ openedOn: z.string() }) });
      const { case: one } = await ward.get(One, `discipline-cases/${caseId}`);
      expect(one.warnings.filter(({ code }) => isOfPersons(code))).toEqual([]);
      const { status, posts } = await offered(subject.memberId, one.openedOn);
      for (const said of [status, ...posts.map(({ post }) => post)]) found[`${said}`] = (found[`${said}`] ?? 0) + 1;
    }
    expect(found).toEqual({ OFFICIAL: 15, PROBATIONARY: 1, COMMITTEE_MEMBER: 1, DEPUTY_SECRETARY: 1 });
  });
});

describe('the terms of the demo ward, over HTTP', () => {
  it('include the present term, with assumed days and its fifth target', async () => {
    const Term = z.object({
      startsOn: z.string(),
      endsOn: z.string(),
      startAssumed: z.boolean(),
      endAssumed: z.boolean(),
      targets: z.array(z.object({ number: z.string(), atLeastPercent: z.string() })),
    });
    const { terms } = await ward.get(z.object({ terms: z.array(Term) }), 'terms');
    expect(terms).toEqual([
      {
        startsOn: '2025-08-16',
        endsOn: '2030-08-15',
        startAssumed: true,
        endAssumed: true,
        targets: [{ number: '5', atLeastPercent: '100.00' }],
      },
    ]);
  });

  it('include an earlier term with totals only: their sums are shown, its coverage is refused', async () => {
    const Totals = z.object({
      legacyTotals: z.array(
        z.object({
          legacyTotalsId: z.string(),
          lines: z.array(z.object({ count: z.int() })),
          sums: z.array(z.object({ value: z.int() })),
        }),
      ),
    });
    const { legacyTotals } = await ward.get(Totals, 'legacy-totals');
    expect(legacyTotals.map(({ lines }) => lines.map(({ count }) => count))).toEqual([[74, 67, 161, 120, 33, 39]]);
    expect(legacyTotals.map(({ sums }) => sums.map(({ value }) => value))).toEqual([[141, 72, 213, 281]]);
    const refused = await ward.product.get(`/api/legacy-totals/${legacyTotals[0]?.legacyTotalsId}/coverage`);
    expect([refused.status, refused.json]).toEqual([422, expect.objectContaining({ code: 'no-detail' })]);
  });
});
