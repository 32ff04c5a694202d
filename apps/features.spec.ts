import { describe, expect, it } from '@jest/globals';
import { feature as proposals, PROPOSING } from '#features/proposals';
import { proposalNames } from '#kernel/proposal';
import { codeLists, features } from './features.js';

describe('the features', () => {
  it('have unique names, and each permission in one group of one feature', () => {
    expect(new Set(features.map(({ name }) => name)).size).toBe(features.length);
    const named = features.flatMap(({ permissions }) => Object.values(permissions).flat());
    expect(named.filter((permission, i) => named.indexOf(permission) !== i)).toEqual([]);
  });
});

describe('code lists', () => {
  it.each([...codeLists])('of %s have words in both languages, none twice', (_, list) => {
    for (const language of ['vi', 'en'] as const) {
      const words = Object.values(list).map((code) => code[language]);
      expect(words.every((each) => each.trim() !== '')).toBe(true);
      expect(new Set(words).size).toBe(words.length);
    }
  });
});

describe('the list of proposals', () => {
  it('follows every kind of record in which acts take several persons', () => {
    const taking = features.flatMap(({ deciders }) => deciders.filter(({ takes }) => takes !== null));
    const categories = taking.map(({ category }) => category).sort();
    expect(categories.length).toBeGreaterThan(0);
    expect(PROPOSING.map(({ category }) => category).sort()).toEqual(categories);
    const steps = taking.flatMap(({ takes }) => {
      const { proposed, agreed, declined } = proposalNames(takes?.as ?? '');
      return [proposed, agreed, declined];
    });
    const [followed] = proposals.projections.map(({ handles }) => [...handles]);
    expect(followed?.sort()).toEqual(steps.sort());
  });
});
