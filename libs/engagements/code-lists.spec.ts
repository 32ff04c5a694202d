import { describe, expect, it } from '@jest/globals';
import { type Kind, KINDS, verbOf } from '#features/papers';
import { CONTENTS, type Outcome, OUTCOMES, OUTCOMES_OF } from './rules/outcomes.js';

const outcomes = Object.entries(OUTCOMES) as [Outcome, (typeof OUTCOMES)[Outcome]][];

describe('code lists', () => {
  it('say of every kind whether it inspects or supervises', () => {
    const verbs = (Object.keys(KINDS) as Kind[]).map((kind) => [kind.slice(0, 4), verbOf(kind)]);
    expect(new Set(verbs.map(String))).toEqual(new Set(['INSP,INSPECTION', 'SUP_,SUPERVISION']));
  });
  it('give every kind its outcomes with a source, and every outcome a kind', () => {
    const lists = Object.values(OUTCOMES_OF);
    expect(lists.every(({ codes, source }) => codes.length > 0 && source !== '')).toBe(true);
    expect(new Set(lists.flatMap(({ codes }) => codes))).toEqual(new Set(Object.keys(OUTCOMES)));
  });
  it('start an obligation only for signs found and for discipline to be considered', () => {
    expect(outcomes.flatMap(([code, { obliges }]) => (obliges ? [[code, obliges]] : []))).toEqual([
      ['MUST_DISCIPLINE', 'DISCIPLINE'],
      ['SIGNS_FOUND', 'INSPECT_SIGNS'],
    ]);
  });
  it('count every outcome with a shortcoming as a fault, reminders included', () => {
    expect(outcomes.flatMap(([code, { fault }]) => (fault ? [] : [code]))).toEqual(['GOOD', 'NO_VIOLATION']);
  });
  it('name the areas of content with source and confidence, and one for anything else', () => {
    expect(Object.values(CONTENTS).every(({ confidence }) => ['V', 'S', 'U', 'L'].includes(confidence))).toBe(true);
    expect(CONTENTS.OTHER.vi).toBe('nội dung khác');
  });
});
