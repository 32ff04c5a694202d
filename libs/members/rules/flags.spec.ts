import { describe, expect, it } from '@jest/globals';
import { lifeRemarks } from '#features/organizations';
import { effective } from '#kernel/effective';
import { type AnyGiven, CELL, day, entered, held, left, moved, OTHER_CELL, died, ended } from '../testing.js';
import { type Career, careerOf } from './career.js';
import { contradictions, mentionsOf, postsOfTwo } from './flags.js';

const careerWith = (...events: AnyGiven[]): Career => {
  const past = [entered(), ...events].map((one, revision) => ({ ...one, revision }));
  const career = careerOf(effective(past));
  if (!career) throw new Error('the person is not entered');
  return career;
};
const nameOf = () => 'Chi bộ 1';
const LIFE = { begunOn: day('2025-07-01'), assumed: false, endedOn: day('2026-02-01'), kinds: [] };
const remarks = (career: Career, asOf: string) =>
  lifeRemarks(mentionsOf(career, day(asOf)), new Map([[CELL, LIFE]]), nameOf).map(({ code, en }) => [
    code,
    en.includes('membership') ? 'membership' : 'post',
  ]);

describe('a record is flagged', () => {
  it('if a membership goes on after its organization ended, from that day on', () => {
    expect(remarks(careerWith(), '2026-01-31')).toEqual([]);
    expect(remarks(careerWith(), '2026-02-01')).toEqual([['AFTER_SUBJECT_ENDED', 'membership']]);
    expect(remarks(careerWith(moved('2026-02-01')), '2026-03-01')).toEqual([]);
    expect(remarks(careerWith(left('2026-01-15')), '2026-03-01')).toEqual([]);
  });
  it('if a person moves into an organization that ended or did not exist yet', () => {
    const there = careerWith(moved('2025-06-01', OTHER_CELL), moved('2025-06-30', CELL), moved('2025-08-01'));
    expect(remarks(there, '2026-03-01')).toEqual([['BEFORE_SUBJECT_EXISTED', 'membership']]);
  });
  it('if a post lies outside the life of its organization', () => {
    const elsewhere = moved('2025-01-01');
    expect(remarks(careerWith(elsewhere, held(1, '2025-06-30')), '2026-01-01')).toEqual([
      ['BEFORE_SUBJECT_EXISTED', 'post'],
    ]);
    expect(remarks(careerWith(elsewhere, held(1, '2025-08-01')), '2026-02-01')).toEqual([
      ['AFTER_SUBJECT_ENDED', 'post'],
    ]);
    expect(remarks(careerWith(elsewhere, held(1, '2025-08-01'), ended(1, '2026-01-31')), '2026-02-01')).toEqual([]);
    expect(remarks(careerWith(elsewhere, held(1, null)), '2026-01-01')).toEqual([]);
  });
  it('if another person holds a post of one person at the same time, and not if they follow each other', () => {
    const own = careerWith(held(1, '2025-08-01', '2025-12-31'));
    const flags = (other: AnyGiven) =>
      postsOfTwo(own, [{ code: 'ĐV-0002', career: careerWith(other) }], nameOf).map(({ code }) => code);
    expect(flags(held(1, '2025-12-31'))).toEqual(['POST_OF_TWO']);
    expect(flags(held(1, '2026-01-01'))).toEqual([]);
    expect(flags(held(1, '2025-12-31', null, 'SECRETARY', OTHER_CELL))).toEqual([]);
    expect(flags(held(1, '2025-12-31', null, 'COMMITTEE_MEMBER'))).toEqual([]);
  });
  it('if another record of the same person has them elsewhere on the day, or says that they died on another day', () => {
    const flags = (other: Career, asOf = '2026-01-01', own = careerWith(died('2026-05-01'))) =>
      contradictions(own, [{ code: 'ĐV-0002', career: other }], day(asOf), nameOf).map(({ code }) => code);
    expect(flags(careerWith())).toEqual([]);
    expect(flags(careerWith(moved('2025-12-31')))).toEqual(['MEMBERSHIPS_DIFFER']);
    expect(flags(careerWith(moved('2025-12-31')), '2025-12-30')).toEqual([]);
    expect(flags(careerWith(moved('2025-12-31', null)))).toEqual([]);
    expect(flags(careerWith(died('2026-05-02')))).toEqual(['DEATHS_DIFFER']);
    expect(flags(careerWith(died('2026-05-01')))).toEqual([]);
  });
});
