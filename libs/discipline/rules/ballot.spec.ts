import { describe, expect, it } from '@jest/globals';
import { tally } from './ballot.js';
import { assertForm } from './forms.js';

describe('the majority', () => {
  it('is more than half of all who are entitled, not of those present', () => {
    expect(tally('OFFICIAL_MEMBER', 'DECIDING', { WARNING: 11 }, 20)).toMatchObject({
      reached: 'WARNING',
      carriedOver: false,
    });
    expect(tally('ORGANIZATION', 'PROPOSING', { REPRIMAND: 10 }, 20)).toMatchObject({ reached: null });
  });
  it('of a proposal of expulsion or disbandment is two thirds', () => {
    expect(tally('OFFICIAL_MEMBER', 'PROPOSING', { EXPULSION: 13 }, 20).reached).toBeNull();
    expect(tally('OFFICIAL_MEMBER', 'PROPOSING', { EXPULSION: 14 }, 20).reached).toBe('EXPULSION');
    expect(tally('ORGANIZATION', 'PROPOSING', { DISBANDMENT: 13 }, 20).reached).toBeNull();
    expect(tally('OFFICIAL_MEMBER', 'DECIDING', { EXPULSION: 11 }, 20).reached).toBe('EXPULSION');
  });
  it('is reached by votes carried over from heavier forms, only when deciding', () => {
    const votes = { EXPULSION: 3, REMOVAL: 5, WARNING: 6, REPRIMAND: 4, NONE: 2 };
    expect(tally('OFFICIAL_MEMBER', 'DECIDING', votes, 20)).toMatchObject({ reached: 'WARNING', carriedOver: true });
    expect(tally('OFFICIAL_MEMBER', 'PROPOSING', votes, 20)).toMatchObject({ reached: null, carriedOver: false });
    expect(tally('OFFICIAL_MEMBER', 'DECIDING', { REPRIMAND: 4, NONE: 2 }, 20).reached).toBeNull();
  });
  it('may be for no discipline', () =>
    expect(tally('PROBATIONARY_MEMBER', 'DECIDING', { NONE: 5, WARNING: 2 }, 9).reached).toBe('NONE'));
  it('explains its computation in both languages', () => {
    const { working } = tally('OFFICIAL_MEMBER', 'DECIDING', { EXPULSION: 3, REMOVAL: 8 }, 20);
    expect(working.at(-1)).toEqual({ vi: 'cách chức: 11 phiếu', en: 'removal from post: 11 votes' });
  });
});

describe('a form of discipline', () => {
  const refused = (...of: Parameters<typeof assertForm>) => {
    try {
      assertForm(...of);
    } catch (error) {
      return (error as { code: string }).code;
    }
    return null;
  };
  it('is one that applies to the class of the subject', () => {
    expect(refused('OFFICIAL_MEMBER', 'DISBANDMENT', [])).toBe('FormNotOfClass');
    expect(refused('PROBATIONARY_MEMBER', 'REMOVAL', ['SECRETARY'])).toBe('FormNotOfClass');
    expect(refused('PROBATIONARY_MEMBER', 'EXPULSION', [])).toBe('FormNotOfClass');
    expect(refused('ORGANIZATION', 'EXPULSION', [])).toBe('FormNotOfClass');
    expect(refused('ORGANIZATION', 'DISBANDMENT', [])).toBeNull();
  });
  it('names posts exactly where it removes from them', () => {
    expect(refused('OFFICIAL_MEMBER', 'REMOVAL', [])).toBe('RemovalWithoutPost');
    expect(refused('OFFICIAL_MEMBER', 'WARNING', ['SECRETARY'])).toBe('PostsWithoutRemoval');
    expect(refused('OFFICIAL_MEMBER', 'REMOVAL', ['COMMITTEE_MEMBER'])).toBeNull();
  });
});
