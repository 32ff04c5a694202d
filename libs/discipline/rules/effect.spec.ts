import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DisciplineForm, ruleSetOn } from '#features/rulebook';
import { plainDate } from '#kernel/dates';
import type { Change } from '../codes.js';
import { rounds } from '../../../tests/support/rounds.js';
import { type Course, decidedOn, effectOn } from './effect.js';
import { ruleSetOfDecision } from './shapes.js';

const day = plainDate;
type Days = Partial<Pick<Course, 'changes' | 'newCases' | 'byCell' | 'form'>> &
  Readonly<Partial<Record<'voted' | 'signed' | 'announced', string | null>>>;
const course = ({ voted = null, signed = null, announced = null, ...more }: Days): Course => {
  const known = (on: string | null) => (on === null ? null : day(on));
  const days = { votedOn: known(voted), signedOn: known(signed) };
  return {
    form: 'WARNING',
    byCell: false,
    changes: [],
    newCases: [],
    announcedOn: known(announced),
    ...days,
    ruleSetId: ruleSetOfDecision(days),
    ...more,
  };
};
const changed = (on: string, how: Change, form: DisciplineForm | null = null) => ({ changedOn: day(on), how, form });
const ask = (days: Days, on: string) => effectOn(course(days), day(on));
const usual = { voted: '2025-09-01', signed: '2025-09-05', announced: '2025-09-12' };

describe('a decision', () => {
  it('lapses twelve months after its announcement, and is no longer in force on that day', () => {
    expect(ask(usual, '2026-09-11')).toMatchObject({ inForce: true, endsOn: '2026-09-12', endedHow: null });
    expect(ask(usual, '2026-09-12')).toMatchObject({ inForce: false, endsOn: '2026-09-12', endedHow: 'LAPSED' });
  });
  it('announced on 29 February is in force to the end of 28 February a year later, and says why', () => {
    const leap = { signed: '2024-02-20', announced: '2024-02-29' };
    expect(ask(leap, '2025-02-28')).toMatchObject({ inForce: true, endsOn: '2025-03-01' });
    expect(ask(leap, '2025-03-01')).toMatchObject({ inForce: false, endsOn: '2025-03-01', endedHow: 'LAPSED' });
    expect(
      ask(leap, '2025-03-01')
        .working.map(({ en }) => en)
        .join(' '),
    ).toContain('no day 29');
    expect(
      ask(usual, '2026-09-12')
        .working.map(({ en }) => en)
        .join(' '),
    ).not.toContain('no day');
  });
  it('takes effect by its announcement before Regulation 21, and by its signing under it', () => {
    expect(ask(usual, '2025-09-11')).toMatchObject({ inForce: false, effectiveOn: '2025-09-12' });
    const later = { voted: '2026-05-02', signed: '2026-05-04', announced: '2026-05-10' };
    expect(ask(later, '2026-05-03')).toMatchObject({ inForce: false, effectiveOn: '2026-05-04' });
    expect(ask(later, '2026-05-04')).toMatchObject({ inForce: true, effectiveOn: '2026-05-04', endsOn: '2027-05-10' });
  });
  it('of a cell takes effect by the announcement of the vote, also under Regulation 21', () => {
    const byCell = { voted: '2026-05-02', signed: '2026-05-09', announced: '2026-05-03', byCell: true };
    expect(ask(byCell, '2026-05-03')).toMatchObject({ inForce: true, effectiveOn: '2026-05-03', endsOn: '2027-05-03' });
  });
  it('to expel or to disband never lapses', () => {
    for (const form of ['EXPULSION', 'DISBANDMENT'] as const)
      expect(ask({ ...usual, form }, '2199-01-01')).toMatchObject({
        inForce: true,
        neverEnds: true,
        endsOn: null,
        endsOnUnknownBecause: null,
      });
  });
  it('under Regulation 212 has no computed end, because its rule is not established', () => {
    const effect = ask({ voted: '2026-08-17', signed: '2026-08-17', announced: '2026-08-20' }, '2026-10-31');
    expect(effect).toMatchObject({ inForce: null, endsOn: null, effectiveOn: '2026-08-17', ruleSet: 'KL-212' });
    expect(effect.endsOnUnknownBecause?.vi).toContain('Chưa xác lập');
    expect(ask({ voted: '2026-08-16', announced: '2026-08-20' }, '2026-10-31').endsOn).toBe('2027-08-20');
  });
  it('without announcement has no known end, but is in force for its minimum time', () => {
    const silent = { voted: '2026-05-02', signed: '2026-05-04' };
    expect(ask(silent, '2027-05-03')).toMatchObject({ inForce: true, endsOn: null });
    expect(ask(silent, '2027-05-04')).toMatchObject({ inForce: null, endsOn: null });
    expect(ask(silent, '2027-05-04').endsOnUnknownBecause?.en).toContain('The day of the announcement is not recorded');
    expect(ask({ voted: '2025-05-02' }, '2025-05-01').inForce).toBe(false);
    expect(ask({ voted: '2025-05-02' }, '2025-05-02').inForce).toBeNull();
  });
  it('without any day is undecidable', () =>
    expect(ask({}, '2026-01-01')).toMatchObject({ inForce: null, effectiveOn: null, endsOn: null, ruleSet: null }));
  it('whose form cannot be read any more is in force for at least twelve months', () => {
    expect(ask({ ...usual, form: null }, '2026-09-11').inForce).toBe(true);
    expect(ask({ ...usual, form: null }, '2026-09-12')).toMatchObject({ inForce: null, form: null, endsOn: null });
  });
  it('on a subject with another case within the time is for a person to judge', () => {
    const again = (on: string) => ask({ ...usual, newCases: [day(on)] }, '2026-10-01');
    expect(again('2026-09-11')).toMatchObject({ inForce: null, endsOn: null });
    expect(again('2026-09-11').endsOnUnknownBecause?.vi).toContain('11/9/2026');
    expect(again('2026-09-12')).toMatchObject({ inForce: false, endsOn: '2026-09-12' });
    expect(again('2025-09-11')).toMatchObject({ inForce: false, endsOn: '2026-09-12' });
    expect(ask({ ...usual, newCases: [day('2026-02-01')] }, '2026-09-11').inForce).toBe(true);
  });
  it('is for a person to judge, too, if the day of the other case is unknown', () => {
    const effect = ask({ ...usual, newCases: [null] }, '2026-10-01');
    expect(effect).toMatchObject({ inForce: null, endsOn: null });
    expect(effect.endsOnUnknownBecause?.vi).toContain('chưa rõ ngày lập');
    expect(ask({ ...usual, newCases: [null] }, '2026-09-11').inForce).toBe(true);
    const both = ask({ ...usual, newCases: [null, day('2026-02-01')] }, '2026-10-01');
    expect(both.endsOnUnknownBecause?.vi).toContain('1/2/2026');
  });
});

describe('a change after a complaint', () => {
  const lowered = { ...usual, changes: [changed('2025-12-01', 'LOWERED', 'REPRIMAND')] };
  it('gives another form from its day on', () => {
    expect(ask(lowered, '2025-11-30').form).toBe('WARNING');
    expect(ask(lowered, '2025-12-01').form).toBe('REPRIMAND');
  });
  it('of form counts the time served before', () => {
    expect(ask(lowered, '2026-01-01').endsOn).toBe('2026-09-12');
    expect(ask(lowered, '2026-01-01').working.map(({ en }) => en)).toContain(
      'Time served under the earlier decision counts',
    );
  });
  it('later than twelve months keeps the decision in force until the day of the change', () => {
    const late = { ...usual, changes: [changed('2026-10-20', 'KEPT')] };
    expect(ask(late, '2026-10-19')).toMatchObject({ inForce: true, endsOn: '2026-10-20' });
  });
  it('that annuls ends the decision on its day, as annulled and not as lapsed', () => {
    const annulled = { ...usual, changes: [changed('2025-12-01', 'ANNULLED')] };
    expect(ask(annulled, '2025-11-30')).toMatchObject({ inForce: true, endsOn: '2025-12-01', endedHow: null });
    expect(ask(annulled, '2025-12-01')).toMatchObject({ inForce: false, endedHow: 'ANNULLED' });
  });
  it('that expels makes a decision without end', () =>
    expect(ask({ ...usual, changes: [changed('2025-12-01', 'RAISED', 'EXPULSION')] }, '2030-01-01')).toMatchObject({
      inForce: true,
      neverEnds: true,
      form: 'EXPULSION',
    }));
  it('of form under Regulation 212 leaves the end not established', () =>
    expect(ask({ ...usual, changes: [changed('2026-08-17', 'LOWERED', 'REPRIMAND')] }, '2026-09-20')).toMatchObject({
      inForce: null,
      endsOn: null,
      ruleSet: 'KL-212',
    }));
  it('of form under Regulation 212 leaves the decision in force on the days before the change', () =>
    expect(ask({ ...usual, changes: [changed('2026-08-17', 'LOWERED', 'REPRIMAND')] }, '2026-08-16').inForce).toBe(
      true,
    ));
});

describe('the working', () => {
  it('cites each rule with its source and how sure it is, in both languages', () => {
    const { working } = ask(usual, '2026-01-01');
    expect(working).toEqual([
      expect.objectContaining({
        vi: expect.stringContaining('ngày công bố 12/9/2025'),
        en: expect.stringContaining('; U)'),
      }),
      expect.objectContaining({ vi: expect.stringContaining('12 tháng'), en: expect.stringContaining('; S)') }),
      { vi: 'Công bố ngày 12/9/2025, chấm dứt hiệu lực từ ngày 12/9/2026', en: expect.any(String) },
    ]);
  });
});

const CALENDAR = Array.from({ length: 1200 }, (_, n) => {
  const [at, next] = [n, n + 1].map((days) => new Date(Date.UTC(2024, 11, 1 + days)));
  return { today: at?.toISOString().slice(0, 10) ?? '', date: at?.getUTCDate() ?? 0, last: next?.getUTCDate() === 1 };
});

/** Reference implementation: steps through the calendar day by day and counts months. It computes no end. */
function dayByDay(known: Course, asked: string): { inForce: boolean | null; ended: string | null } {
  const taken = decidedOn(known);
  const bySigning = !known.byCell && (taken ?? known.announcedOn ?? '') >= '2026-04-11';
  const begins = bySigning ? known.signedOn : known.announcedOn;
  let [form, notSet] = [known.form, known.ruleSetId === null || known.ruleSetId === 'KL-212'];
  let [sinceAnnouncement, sinceDecision, again] = [0, 0, false];
  let ended: string | null = null;
  for (const { today, date, last } of CALENDAR) {
    const monthIsFull = (from: string | null) => {
      const wanted = Number(from?.slice(8));
      return from !== null && today > from && (date === wanted || (last && date < wanted)) ? 1 : 0;
    };
    sinceAnnouncement += monthIsFull(known.announcedOn);
    sinceDecision += monthIsFull(taken);
    for (const change of known.changes.filter(({ changedOn }) => changedOn === today)) {
      if (change.how === 'ANNULLED') ended = today;
      if (change.form !== null) [form, notSet] = [change.form, today >= '2026-08-17'];
    }
    const complaint = known.changes.some(({ changedOn }) => changedOn > today);
    const endless = form === 'EXPULSION' || form === 'DISBANDMENT';
    if (sinceAnnouncement >= 12 && !complaint && !endless && !notSet && !again) ended ??= today;
    if (ended === null && known.announcedOn !== null && known.announcedOn <= today)
      again ||= known.newCases.some((on) => on === today);
    if (today < asked) continue;
    const answer = () => {
      if (ended !== null || (begins ?? taken ?? '') > today) return false;
      if (begins === null) return null;
      if (complaint) return true;
      if (notSet) return null;
      if (endless) return true;
      if (known.announcedOn === null) return sinceDecision < 12 ? true : null;
      return again && sinceAnnouncement >= 12 ? null : true;
    };
    return { inForce: answer(), ended };
  }
  throw new Error(`${asked} is not in the calendar`);
}

describe('a second reading of the rules, day by day', () => {
  const month = fc.integer({ min: 0, max: 29 });
  const aDay = fc.tuple(month, fc.integer({ min: 1, max: 31 })).map(([n, d]) => {
    const last = new Date(Date.UTC(2025, n + 1, 0)).getUTCDate();
    return day(new Date(Date.UTC(2025, n, Math.min(d, last))).toISOString().slice(0, 10));
  });
  const form = fc.constantFrom<DisciplineForm>('REPRIMAND', 'WARNING', 'REMOVAL', 'EXPULSION');
  const change = fc
    .record({ changedOn: aDay, how: fc.constantFrom<Change>('KEPT', 'RAISED', 'LOWERED', 'ANNULLED'), to: form })
    .map(({ to, ...c }) => ({ ...c, form: c.how === 'RAISED' || c.how === 'LOWERED' ? to : null }));
  const courses = fc
    .record({
      days: fc.tuple(aDay, aDay, aDay).map((three) => [...three].sort()),
      missing: fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })),
      byCell: fc.boolean(),
      form,
      changes: fc.array(change, { maxLength: 3 }),
      newCases: fc.oneof(fc.constant([]), fc.array(aDay, { maxLength: 2 })),
    })
    .map(({ days: [votedOn, signedOn, announcedOn], missing, byCell, changes, ...rest }): Course => {
      const days = {
        votedOn: missing[0] ? null : (votedOn ?? null),
        signedOn: missing[1] === 0 ? null : (signedOn ?? null),
      };
      const announced = missing[2] === 0 ? null : (announcedOn ?? null);
      const taken = decidedOn({ ...days, byCell }) ?? announced;
      const inTime = changes
        .filter(({ changedOn }) => taken === null || changedOn >= taken)
        .sort((a, b) => (a.changedOn < b.changedOn ? -1 : 1));
      const annulled = inTime.findIndex(({ how }) => how === 'ANNULLED');
      const counting = annulled < 0 ? inTime : inTime.slice(0, annulled + 1);
      return {
        ...rest,
        ...days,
        byCell,
        announcedOn: announced,
        changes: counting,
        ruleSetId: ruleSetOfDecision(days),
      };
    });

  it('agrees on every day', () => {
    fc.assert(
      fc.property(courses, aDay, (known, on) => {
        const { inForce, endsOn, endedHow } = effectOn(known, on);
        const naive = dayByDay(known, on);
        expect({ inForce, ended: endedHow === null ? null : endsOn }).toEqual(naive);
      }),
      { numRuns: rounds(20_000) },
    );
  });

  it('knows the same rule sets', () => {
    expect(ruleSetOn('KTGS', day('2026-04-10'))?.id).toBe('KTGS-296');
    expect(ruleSetOn('KTGS', day('2026-04-11'))?.id).toBe('KTGS-21');
    expect(ruleSetOn('KL', day('2026-08-17'))?.id).toBe('KL-212');
  });
});
