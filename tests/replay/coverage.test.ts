import { beforeAll, describe, expect, it } from '@jest/globals';
import { type CountingRule, DEFAULT_RULE } from '#features/counting-rules';
import { type DecidingAct, type OrganizationCovered, STATES } from '#features/coverage';
import { plainDate } from '#kernel/dates';
import { Chance } from '../bench/chance.js';
import { gather, unless } from '../support/worlds/gather.js';
import { randomStory } from '../support/worlds/random-engagements.js';
import { randomQuestion, type RandomQuestion, randomRule } from '../support/worlds/random-questions.js';
import { counted, COUNTED_TABLES, countedNaively, ToldCoverage } from '../support/oracles/told-coverage.js';
import { rounds } from '../support/rounds.js';

/** `COVERAGE_SEED=<seed>` repeats the same histories and questions. */
const SEED = Number(process.env.COVERAGE_SEED ?? Math.floor(Math.random() * 2 ** 31));
const STORIES = rounds(100, 8);
const QUESTIONS = 100;

const chance = new Chance(SEED);
const told: ToldCoverage[] = [];
beforeAll(async () => {
  const tell = () => {
    const wards = 1 + (told.length % 2);
    told.push(new ToldCoverage(randomStory(chance, { wards, registered: 110, engaged: 220 }), told.length % 3 === 0));
  };
  await gather(tell, missing, 5 * STORIES);
});

/** Reasons that only early and late lives give. */
const RARE = ['UNKNOWN_SUBJECT', 'BEFORE_SUBJECT_EXISTED', 'AFTER_SUBJECT_ENDED'] as const;
const lastDay = ({ story }: ToldCoverage): RandomQuestion => ({
  asOf: plainDate('2026-03-05'),
  known: BigInt(story.log.length),
  scope: null,
  rule: { ...DEFAULT_RULE.rule, merger: 'NONE', actors: [...DEFAULT_RULE.rule.actors, 'LOWER', 'HIGHER'] },
  windows: new Map(story.wards.map((id) => [id, { from: plainDate('2025-10-01'), to: null }])),
});

/** The cases that the questions need and that no history has produced so far. */
function missing(): string[] {
  const events = told.flatMap(({ story }) => story.log);
  const reasons = new Set(told.flatMap((of) => of.ask(lastDay(of)).excluded.map(({ reason }) => reason)));
  const types = new Set(events.map(({ type }) => type));
  const manners = new Set(events.flatMap(({ data }) => ('manner' in data ? [data.manner] : [])));
  const often = (what: string, how: string) =>
    events.filter(({ type }) => type.startsWith(what) && type.endsWith(how)).length > 2;
  return [
    ...['ConductBegun', 'EngagementScopeChanged', 'EngagementCancelled', 'ConclusionRevoked'].filter(
      (type) => !types.has(type),
    ),
    ...['Engagement', 'Subject', 'Organization'].flatMap((what) =>
      ['Corrected', 'Annulled'].flatMap((how) => unless(often(what, how), `three of ${what}…${how}`)),
    ),
    ...unless(manners.size === 4, 'four manners of reorganization'),
    ...RARE.flatMap((reason) => unless(reasons.has(reason), reason)),
    ...unless(told.length >= STORIES, `${STORIES} stories`),
  ];
}

const questions = function* (each: number): Generator<{ of: ToldCoverage; question: RandomQuestion }> {
  for (const of of told)
    for (let n = 0; n < each; n++) yield { of, question: randomQuestion(chance, of.story, of.organizations) };
};

describe(`coverage of random histories (COVERAGE_SEED=${SEED})`, () => {
  it('is the same by the arithmetic and by a loop over all events', () => {
    for (const { of, question } of questions(QUESTIONS / 2))
      expect({ question, ...counted(of, question) }).toEqual({ question, ...countedNaively(of, question) });
  });

  it('has every organization of the term in exactly one state, so that covered, not covered and ended add up', async () => {
    const seen = new Set<string>();
    const ask = () => {
      for (const { of, question } of questions(QUESTIONS / 4)) {
        const { figure, states, organizations, leftOut } = of.ask(question);
        expect(states.COVERED + states.INHERITED).toBe(figure.covered);
        expect(figure.covered + states.UNCOVERED).toBe(figure.total);
        const each = [...organizations(), ...leftOut()];
        expect(new Set(each.map(({ organizationId }) => organizationId)).size).toBe(each.length);
        const counts: Record<string, number> = Object.fromEntries(Object.keys(states).map((state) => [state, 0]));
        for (const { state } of each) counts[state] = (counts[state] ?? 0) + 1;
        expect(counts).toEqual(states);
        for (const { state } of each) seen.add(state);
      }
    };
    // Few histories move an organization out of a scope: `lives.spec.ts` gives the example.
    seen.add('LEFT_SCOPE');
    await gather(ask, () => Object.keys(STATES).filter((state) => !seen.has(state)), 20);
  });

  it('changes with each axis of the rule', async () => {
    const axes = Object.keys(randomRule(chance, [])) as (keyof CountingRule)[];
    const mattered = new Set<string>();
    const ask = () => {
      for (const { of, question } of questions(QUESTIONS)) {
        const axis = chance.of(axes);
        const other = randomRule(chance, of.organizations);
        const asked = { ...question, rule: { ...question.rule, [axis]: other[axis] } };
        if (JSON.stringify(counted(of, question)) !== JSON.stringify(counted(of, asked))) mattered.add(axis);
      }
    };
    await gather(ask, () => axes.filter((axis) => !mattered.has(axis)), 30);
  });

  it('changes without any one of the tables', async () => {
    // Few histories link two subjects of engagements, or end it: `same-members.spec.ts` gives the examples.
    const missed = new Set<string>(['links', 'unlinks']);
    const ask = () => {
      const asked = [...questions(QUESTIONS / 4)].map((each) => ({ ...each, with: counted(each.of, each.question) }));
      for (const table of COUNTED_TABLES) {
        for (const of of told) of.forget(table);
        if (asked.some((each) => JSON.stringify(counted(each.of, each.question)) !== JSON.stringify(each.with)))
          missed.add(table);
      }
      for (const of of told) of.forget(null);
      for (const each of asked) expect(counted(each.of, each.question)).toEqual(each.with);
    };
    await gather(ask, () => COUNTED_TABLES.filter((table) => !missed.has(table)), 20);
  });

  it('names the deciding act: without it an organization is not covered, or covered by a later act', async () => {
    const compared = { later: 0, none: 0 };
    const ask = () => {
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
    };
    await gather(ask, () => (['later', 'none'] as const).filter((which) => compared[which] <= QUESTIONS / 2), 20);
  });
});

const hasDecidingAct = (one: OrganizationCovered): one is OrganizationCovered & { readonly by: DecidingAct } =>
  one.by !== null;
