import { beforeAll, describe, expect, it } from '@jest/globals';
import type { CountingRule } from '#features/counting-rules';
import type { DecidingAct, OrganizationCovered } from '#features/coverage';
import { Chance } from '../bench/chance.js';
import { randomStory } from '../support/random-engagements.js';
import { randomQuestion, type RandomQuestion, randomRule } from '../support/random-questions.js';
import { counted, COUNTED_TABLES, countedNaively, ToldCoverage } from '../support/told-coverage.js';

/** `COVERAGE_SEED=<seed>` tells the same histories and asks the same questions again. */
const SEED = Number(process.env.COVERAGE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const STORIES = 10;
const QUESTIONS = 100;

const chance = new Chance(SEED);
const told: ToldCoverage[] = [];
beforeAll(() => {
  for (let n = 0; n < STORIES; n++)
    told.push(
      new ToldCoverage(randomStory(chance, { wards: 1 + (n % 2), registered: 110, engaged: 220 }), n % 3 === 0),
    );
});

const questions = function* (each: number): Generator<{ of: ToldCoverage; question: RandomQuestion }> {
  for (const of of told)
    for (let n = 0; n < each; n++) yield { of, question: randomQuestion(chance, of.story, of.organizations) };
};

describe(`what was recorded at random (COVERAGE_SEED=${SEED})`, () => {
  it('is a history worth asking about', () => {
    const types = told.flatMap(({ story }) => story.log.map(({ type }) => type));
    for (const type of ['ConductBegun', 'EngagementScopeChanged', 'EngagementCancelled', 'ConclusionRevoked'])
      expect(types).toContain(type);
    for (const what of ['Engagement', 'Subject', 'Organization'])
      for (const how of ['Corrected', 'Annulled'])
        expect(types.filter((type) => type.startsWith(what) && type.endsWith(how)).length).toBeGreaterThan(2);
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

  it('is counted otherwise without any one of the tables', () => {
    const asked = [...questions(QUESTIONS / 4)].map((each) => ({ ...each, with: counted(each.of, each.question) }));
    const missed = COUNTED_TABLES.filter((table) => {
      for (const of of told) of.forget(table);
      return asked.some((each) => JSON.stringify(counted(each.of, each.question)) !== JSON.stringify(each.with));
    });
    for (const of of told) of.forget(null);
    expect(missed).toEqual(COUNTED_TABLES);
    for (const each of asked) expect(counted(each.of, each.question)).toEqual(each.with);
  });

  it('is decided by the act that it names: without it an organization is not covered, or by a later act', () => {
    const compared = { later: 0, none: 0 };
    for (const { of, question } of questions(QUESTIONS)) {
      const covered = of.ask(question).organizations().filter(hasDecidingAct);
      if (covered.length === 0) continue;
      const { organizationId, by } = chance.of(covered);
      const from = question.rule.milestone === 'CONCLUDED' ? 'conclusions' : 'subjects';
      of.tell(by.engagementId, { subjectId: by.subjectId, from });
      const without = of
        .ask(question)
        .organizations()
        .find((one) => one.organizationId === organizationId)?.by;
      of.tell(by.engagementId);
      expect(without?.subjectId).not.toBe(by.subjectId);
      if (without?.day === by.day) expect(without.position).toBeGreaterThanOrEqual(by.position);
      else if (without) expect(without.day > by.day).toBe(true);
      compared[without ? 'later' : 'none']++;
    }
    expect(compared.later).toBeGreaterThan(QUESTIONS / 2);
    expect(compared.none).toBeGreaterThan(QUESTIONS / 2);
  });
});

const hasDecidingAct = (one: OrganizationCovered): one is OrganizationCovered & { readonly by: DecidingAct } =>
  one.by !== null;
