import { describe, expect, it } from '@jest/globals';
import { CASES, type DemoDecision } from './discipline.js';
import { ENGAGEMENTS } from './engagements.js';
import { decisionNumber, noticeNumber } from './papers.js';

const decisions = CASES.flatMap(({ disciplined, end }) => ('form' in end ? [{ disciplined, ...end }] : []));
const ofMembers = decisions.filter(({ disciplined }) => disciplined.person !== null);
function tally(some: readonly string[]): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const one of some) numbers[one] = (numbers[one] ?? 0) + 1;
  return numbers;
}
const by = (body: string) => tally(ofMembers.filter((one) => one.by.body === body).map(({ form }) => form));
const formNow = ({ form, lowered }: DemoDecision) => lowered?.to ?? form;

describe('discipline in the demo ward', () => {
  it('came to 14 members in 16 months, as first decided and after a complaint', () => {
    expect(ofMembers).toHaveLength(14);
    expect(new Set(ofMembers.map(({ disciplined }) => disciplined.person)).size).toBe(14);
    expect(tally(ofMembers.map(({ form }) => form))).toEqual({ REPRIMAND: 10, WARNING: 2, REMOVAL: 1, EXPULSION: 1 });
    expect(tally(ofMembers.map(formNow))).toEqual({ REPRIMAND: 11, WARNING: 1, REMOVAL: 1, EXPULSION: 1 });
    for (const { document } of decisions) expect(document[1] > '2025-07' && document[1] < '2026-11').toBe(true);
    expect(Math.trunc((14 / 5525) * (12 / 16) * 10_000) / 100).toBe(0.19);
  });

  it('was decided by cells, the inspection committee and the standing committee', () => {
    expect(by('CELL')).toEqual({ REPRIMAND: 8, WARNING: 1 });
    expect(by('INSPECTION_COMMITTEE')).toEqual({ REPRIMAND: 2, WARNING: 1 });
    expect(by('STANDING_COMMITTEE')).toEqual({ REMOVAL: 1, EXPULSION: 1 });
  });

  it('has ended for two, announced more than a year before, and is not established for two since the new rules', () => {
    const old = ofMembers
      .filter(({ announcedOn }) => announcedOn <= '2025-10-31')
      .map(({ announcedOn }) => announcedOn);
    expect(old).toEqual(['2025-09-12', '2025-10-20']);
    expect(ofMembers.filter(({ document: [, on] }) => on >= '2026-08-17')).toHaveLength(2);
  });

  it('reprimanded one organization, postponed one case, and struck one member on probation off the list', () => {
    const organizations = decisions.filter(({ disciplined }) => disciplined.person === null);
    expect(organizations.map(({ form }) => form)).toEqual(['REPRIMAND']);
    expect(CASES.filter(({ end }) => 'postponedOn' in end)).toHaveLength(1);
    expect(CASES.filter(({ end }) => 'struckOffOn' in end).map((one) => one.disciplined.probationary)).toEqual([true]);
  });

  it('answers every conclusion that asks for it', () => {
    const asked = ENGAGEMENTS.flatMap(({ body, notice, subjects }) =>
      subjects
        .filter(({ outcome }) => outcome === 'MUST_DISCIPLINE')
        .map(({ person, organization }) => `${noticeNumber(body, notice)}: ${person ?? organization}`),
    );
    const answered = CASES.flatMap(({ source, disciplined: { person, organization } }) =>
      'notice' in source ? [`${source.notice}: ${person ?? organization}`] : [],
    );
    expect(answered.sort()).toEqual(asked.sort());
  });

  it('has decisions with numbers of their own among those of the ward', () => {
    const numbers = [...ENGAGEMENTS, ...decisions.map(({ by, document }) => ({ body: by, decision: document }))]
      .filter(({ body }) => body.body !== 'CELL')
      .map(({ body, decision }) => decisionNumber(body, decision));
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
