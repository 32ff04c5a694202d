import { describe, expect, it } from '@jest/globals';
import { addDays, plainDate } from '#kernel/dates';
import { SubjectClass } from './codes.js';
import { type CompetentBody, competence, disciplinaryPower, ofMembers } from './competence.js';
import { disciplineForms, effectRule, lapseRule } from './discipline-rules.js';
import { inForceOn, RULE_SETS, ruleSetOn } from './rule-sets.js';

const days = function* (from: string, to: string) {
  for (let day = plainDate(from); day <= to; day = addDays(day, 1)) yield day;
};
const KINDS = [
  'INSP_COMPLIANCE',
  'INSP_SIGNS',
  'INSP_KTGS_TASK',
  'INSP_DISCIPLINE_TASK',
  'INSP_FINANCE',
  'INSP_DUES',
  'SUP_THEMATIC',
];
const BODIES: readonly CompetentBody[] = [
  ...(['COMMITTEE', 'STANDING_COMMITTEE', 'INSPECTION_COMMITTEE', 'ADVISORY_BODY', 'CELL', 'CELL_BOARD'] as const),
];

describe('rule sets', () => {
  it('are exactly one of inspection work on every day from 28/7/2021 on', () => {
    for (const day of days('2021-07-28', '2027-12-31')) {
      const found = RULE_SETS.filter((set) => set.family === 'KTGS' && inForceOn(set, day));
      expect([day, found.length]).toEqual([day, 1]);
    }
    expect(ruleSetOn('KTGS', plainDate('2021-07-27'))).toBeNull();
  });
  it('of discipline have a gap only before 6/7/2022', () => {
    for (const day of days('2021-07-28', '2027-12-31')) {
      const found = RULE_SETS.filter((set) => set.family === 'KL' && inForceOn(set, day));
      expect([day, found.length]).toEqual([day, day < '2022-07-06' ? 0 : 1]);
    }
  });
  it.each([
    ['KTGS', '2025-02-02', 'KTGS-22'],
    ['KTGS', '2025-02-03', 'KTGS-22+262'],
    ['KTGS', '2025-05-29', 'KTGS-22+262'],
    ['KTGS', '2025-05-30', 'KTGS-296'],
    ['KTGS', '2026-04-10', 'KTGS-296'],
    ['KTGS', '2026-04-11', 'KTGS-21'],
    ['KL', '2025-02-13', 'KL-69'],
    ['KL', '2025-02-14', 'KL-69+264'],
    ['KL', '2026-08-16', 'KL-69+264'],
    ['KL', '2026-08-17', 'KL-212'],
    ['NOTDO', '2026-07-25', 'NOTDO-37'],
    ['NOTDO', '2026-07-26', 'NOTDO-207'],
    ['FORM', '2026-01-09', 'FORM-399'],
  ] as const)('of %s on %s are %s', (family, day, id) => {
    expect(ruleSetOn(family, plainDate(day))?.id).toBe(id);
  });
  it('whose days are not established are chosen for no day', () => {
    for (const day of ['2025-06-01', '2026-07-26', '2027-01-01'])
      expect(ruleSetOn('CHARTER', plainDate(day))).toBeNull();
    expect(ruleSetOn('FORM', plainDate('2026-01-08'))).toBeNull();
  });
  it('have unique ids and days in order', () => {
    expect(new Set(RULE_SETS.map(({ id }) => id)).size).toBe(RULE_SETS.length);
    for (const { from, to } of RULE_SETS) if (from !== null && to !== null) expect(from <= to).toBe(true);
  });
});

describe('values', () => {
  it('none is without a source and a mark of confidence', () => {
    const forms = SubjectClass.options.flatMap((subject) => disciplineForms(subject));
    const judgments = KINDS.flatMap((kind) => [ofMembers(kind), ...BODIES.map((body) => competence(body, kind))]);
    const powers = BODIES.flatMap((body) =>
      SubjectClass.options.flatMap((subject) =>
        disciplineForms(subject).flatMap(({ form }) =>
          [true, false, null].flatMap((isCommitteeMember) =>
            (['WARD', 'BASE'] as const).map((level) =>
              disciplinaryPower(body, { subject, form, isCommitteeMember, level }),
            ),
          ),
        ),
      ),
    );
    const rules = RULE_SETS.flatMap(({ id }) => [lapseRule(id), effectRule(id, true), effectRule(id, false)]);
    for (const value of [...RULE_SETS, ...forms, ...judgments, ...powers, ...rules]) {
      if ('notSet' in value) expect(value.because.vi).toMatch(/^Chưa xác lập/);
      else expect([value.source.length > 0, ['V', 'S', 'U', 'L'].includes(value.confidence)]).toEqual([true, true]);
    }
  });
  it('name the forms of each class of subjects, lightest first', () => {
    expect(disciplineForms('ORGANIZATION').map(({ form }) => form)).toEqual(['REPRIMAND', 'WARNING', 'DISBANDMENT']);
    expect(disciplineForms('OFFICIAL_MEMBER').map(({ form }) => form)).toEqual([
      'REPRIMAND',
      'WARNING',
      'REMOVAL',
      'EXPULSION',
    ]);
    expect(disciplineForms('PROBATIONARY_MEMBER').map(({ form }) => form)).toEqual(['REPRIMAND', 'WARNING']);
  });
  it('let a decision lapse after twelve months under Regulation 69, and leave this not set under Regulation 212', () => {
    expect(lapseRule('KL-69')).toMatchObject({ months: 12, exceptForms: ['EXPULSION', 'DISBANDMENT'] });
    expect(lapseRule('KL-69+264')).toMatchObject({ months: 12, from: 'ANNOUNCEMENT' });
    expect(lapseRule('KL-212')).toMatchObject({ notSet: true });
    expect(lapseRule(null)).toMatchObject({ notSet: true });
  });
  it('let a decision take effect on signing under 21, except that of a cell', () => {
    expect(effectRule('KTGS-21', false)).toMatchObject({ from: 'SIGNING', confidence: 'S' });
    expect(effectRule('KTGS-21', true)).toMatchObject({ from: 'ANNOUNCEMENT' });
    expect(effectRule('KTGS-296', false)).toMatchObject({ from: 'ANNOUNCEMENT', confidence: 'U' });
    expect(effectRule('KL-69', false)).toMatchObject({ notSet: true });
  });
});

describe('competence', () => {
  it('warns of an inspection committee that inspects compliance, and of an advisory body that inspects on signs of violation', () => {
    expect(competence('INSPECTION_COMMITTEE', 'INSP_COMPLIANCE').verdict).toBe('UNUSUAL');
    expect(competence('ADVISORY_BODY', 'INSP_SIGNS').verdict).toBe('UNUSUAL');
    expect(competence('INSPECTION_COMMITTEE', 'INSP_SIGNS').verdict).toBe('USUAL');
    expect(competence('STANDING_COMMITTEE', 'INSP_COMPLIANCE').verdict).toBe('USUAL');
  });
  it('says that it does not know where nothing was found', () => {
    expect(competence('CELL_BOARD', 'INSP_FINANCE')).toMatchObject({ verdict: 'UNKNOWN', confidence: 'U' });
    expect(competence('CELL', 'SUP_THEMATIC')).toMatchObject({ verdict: 'UNKNOWN', article: 'II.3.2' });
  });
  it('lets a cell decide the two light forms and propose the others', () => {
    const member = { subject: 'OFFICIAL_MEMBER', isCommitteeMember: false, level: 'WARD' } as const;
    expect(disciplinaryPower('CELL', { ...member, form: 'WARNING' })).toMatchObject({ may: 'DECIDE', confidence: 'V' });
    expect(disciplinaryPower('CELL', { ...member, form: 'EXPULSION' }).may).toBe('PROPOSE');
    expect(disciplinaryPower('CELL_BOARD', { ...member, form: 'REPRIMAND' }).may).toBe('NONE');
  });
  it('leaves what is heavier than a warning on its own committee members to the city', () => {
    const member = { subject: 'OFFICIAL_MEMBER', form: 'REMOVAL', level: 'WARD' } as const;
    expect(disciplinaryPower('STANDING_COMMITTEE', { ...member, isCommitteeMember: true }).may).toBe('PROPOSE');
    expect(disciplinaryPower('STANDING_COMMITTEE', { ...member, isCommitteeMember: false }).may).toBe('DECIDE');
    expect(disciplinaryPower('STANDING_COMMITTEE', { ...member, isCommitteeMember: null }).may).toBe('UNKNOWN');
  });
});
