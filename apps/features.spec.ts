import { describe, expect, it } from '@jest/globals';
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
