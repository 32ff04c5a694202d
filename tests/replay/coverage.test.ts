import { beforeAll, describe, expect, it } from '@jest/globals';
import type { CountingRule } from '#features/coverage';
import { Chance } from '../bench/chance.js';
import { randomStory } from '../support/random-engagements.js';
import { randomQuestion, type RandomQuestion, randomRule } from '../support/random-questions.js';
import { counted, countedNaively, ToldCoverage } from '../support/told-coverage.js';

/** `COVERAGE_SEED=<seed>` tells the same histories and asks the same questions again. */
const SEED = Number(process.env.COVERAGE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const STORIES = 10;
const QUESTIONS = 100;

const chance = new Chance(SEED);
const told: ToldCoverage[] = [];
beforeAll(() => {
  for (let n = 0; n < STORIES; n++)
    told.push(new ToldCoverage(randomStory(chance, { wards: 1 + (n % 2), registered: 110, engaged: 220 })));
});

const questions = function* (each: number): Generator<{ of: ToldCoverage; question: RandomQuestion }> {
  for (const of of told)
    for (let n = 0; n < each; n++) yield { of, question: randomQuestion(chance, of.story, of.organizations) };
};

describe(`what was recorded at random (COVERAGE_SEED=${SEED})`, () => {
  it('is a history worth asking about', () => {
    const types = new Set(told.flatMap(({ story }) => story.log.map(({ type }) => type)));
    const needed = ['ConductBegun', 'EngagementScopeChanged', 'EngagementCancelled', 'ConclusionRevoked'];
    for (const type of needed) expect([type, types.has(type)]).toEqual([type, true]);
    for (const type of ['EngagementOpened', 'SubjectConcluded', 'OrganizationsReorganized'])
      for (const how of ['', 'Corrected', 'Annulled']) expect(types).toContain(`${type}${how}`);
    const manners = told.flatMap(({ story }) =>
      story.log.flatMap(({ data }) => ('manner' in data ? [data.manner] : [])),
    );
    expect(new Set(manners).size).toBe(4);
  });

  it('is counted alike by the arithmetic and by a loop over all events', () => {
    for (const { of, question } of questions(QUESTIONS))
      expect({ question, ...counted(of, question) }).toEqual({ question, ...countedNaively(of, question) });
  });

  it('is counted otherwise where any axis of the rule is another', () => {
    const mattered = new Map<string, number>();
    for (const { of, question } of questions(QUESTIONS * 3)) {
      const other = randomRule(chance, of.organizations);
      const axis = chance.of(Object.keys(other)) as keyof CountingRule;
      const asked = { ...question, rule: { ...question.rule, [axis]: other[axis] } };
      const [one, two] = [counted(of, question), counted(of, asked)];
      if (JSON.stringify(one) !== JSON.stringify(two)) mattered.set(axis, (mattered.get(axis) ?? 0) + 1);
    }
    expect([...mattered.keys()].sort()).toEqual(Object.keys(randomRule(chance, [])).sort());
  });

  it('is decided by the act that it names: without it an organization is not covered, or by another act', () => {
    let asked = 0;
    for (const { of, question } of questions(QUESTIONS)) {
      const covered = Object.entries(counted(of, question).organizations).filter(([, { by }]) => by !== null);
      if (covered.length === 0) continue;
      const [organizationId, { by }] = chance.of(covered);
      const [engagementId = '', subjectId = ''] = by?.split(' ') ?? [];
      const from = question.rule.milestone === 'CONCLUDED' ? 'conclusions' : 'subjects';
      of.tell(engagementId, { subjectId, from });
      const without = counted(of, question).organizations[organizationId];
      of.tell(engagementId);
      expect(without?.by).not.toBe(by);
      asked++;
    }
    expect(asked).toBeGreaterThan(QUESTIONS);
  });
});
