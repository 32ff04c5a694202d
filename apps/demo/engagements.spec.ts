import { describe, expect, it } from '@jest/globals';
import { BEFORE_THE_TERM, OF_BASE_COMMITTEES, OF_THE_CITY, UNFINISHED } from './beside.js';
import { ENGAGEMENTS, ENTERED_TWICE, FOLLOWED_UP, LATE, MISTAKEN_SUBJECT, REMEDIES } from './engagements.js';
import { decisionNumber, type DemoEngagement, type DemoSubject, group, noticeNumber } from './papers.js';
import { BASE_CELLS, BASE_ORGANIZATIONS } from './ward.js';

const isPerson = ({ person }: DemoSubject) => person !== null;
const supervises = ({ kind }: DemoEngagement) => kind === 'SUP_THEMATIC';
const day = ({ notice: [, signedOn] }: DemoEngagement) => signedOn;

/** The organizations that some engagements named, each once. */
function named(some: readonly DemoEngagement[]): Set<string> {
  const names = new Set<string>();
  for (const { subjects } of some) for (const one of subjects) if (!isPerson(one)) names.add(one.organization);
  return names;
}
/** Cuộc / lượt tổ chức / lượt đảng viên. */
function counters(some: readonly DemoEngagement[]): string {
  let [organizations, members] = [0, 0];
  for (const one of some.flatMap(({ subjects }) => subjects)) {
    if (isPerson(one)) members++;
    else organizations++;
  }
  return `${some.length}/${organizations}/${members}`;
}
function tally(some: readonly string[]): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const one of some) numbers[one] = (numbers[one] ?? 0) + 1;
  return numbers;
}
const outcomes = (some: readonly DemoEngagement[], of: (one: DemoSubject) => boolean) =>
  tally(some.flatMap(({ subjects }) => subjects.filter(of).map(({ outcome }) => outcome)));
const not = (of: (one: DemoSubject) => boolean) => (one: DemoSubject) => !of(one);

const direct = new Set([...BASE_ORGANIZATIONS, ...BASE_CELLS].map(({ name }) => name));
const all = new Set([...direct, ...BASE_ORGANIZATIONS.flatMap(({ cells }) => cells)]);
const inspections = ENGAGEMENTS.filter((one) => !supervises(one));
const supervisions = ENGAGEMENTS.filter(supervises);
const ofKind = (...kinds: string[]) => inspections.filter(({ kind }) => kinds.includes(kind));

describe('the engagements of the demo ward', () => {
  it.each([
    ['STANDING_COMMITTEE', 'INSP_COMPLIANCE', '2/4/2', '4/8/5'],
    ['STANDING_COMMITTEE', 'SUP_THEMATIC', '2/4/3', '4/9/6'],
    ['ADVISORY_BODY', 'INSP_COMPLIANCE', '0/0/0', '1/2/0'],
    ['INSPECTION_COMMITTEE', 'INSP_SIGNS', '1/0/1', '3/1/4'],
    ['INSPECTION_COMMITTEE', 'INSP_KTGS_TASK', '1/2/0', '3/6/0'],
    ['INSPECTION_COMMITTEE', 'INSP_DISCIPLINE_TASK', '0/0/0', '1/2/0'],
    ['INSPECTION_COMMITTEE', 'INSP_FINANCE', '2/2/0', '2/2/0'],
    ['INSPECTION_COMMITTEE', 'INSP_DUES', '1/1/0', '4/6/0'],
    ['INSPECTION_COMMITTEE', 'SUP_THEMATIC', '0/0/0', '3/6/3'],
  ])('of %s, %s: %s until the end of 2025 and %s in 2026', (actor, kind, first, second) => {
    const some = ENGAGEMENTS.filter((one) => one.body.body === actor && one.kind === kind);
    expect(counters(some.filter((one) => day(one) < '2026'))).toBe(first);
    expect(counters(some.filter((one) => day(one) >= '2026'))).toBe(second);
  });

  it('are 34 on 55 organization turns and 24 member turns, 9 of them in 2025', () => {
    expect(counters(ENGAGEMENTS.filter((one) => day(one) < '2026'))).toBe('9/13/6');
    expect(counters(ENGAGEMENTS.filter((one) => day(one) >= '2026'))).toBe('25/42/18');
    expect([counters(inspections), counters(supervisions)]).toEqual(['25/36/12', '9/19/12']);
  });

  it('fall on the months as the description has them, none in the month of Tết', () => {
    expect(tally(ENGAGEMENTS.map((one) => day(one).slice(0, 7)))).toEqual({
      '2025-10': 2,
      '2025-11': 3,
      '2025-12': 4,
      '2026-01': 1,
      '2026-03': 1,
      '2026-04': 3,
      '2026-05': 4,
      '2026-06': 4,
      '2026-07': 2,
      '2026-08': 3,
      '2026-09': 4,
      '2026-10': 3,
    });
  });

  it('found what the description says', () => {
    expect(outcomes(inspections, not(isPerson))).toEqual({
      GOOD: 25,
      NOT_YET_GOOD: 6,
      SHORTCOMINGS: 4,
      MUST_DISCIPLINE: 1,
    });
    expect(outcomes(supervisions, not(isPerson))).toEqual({ GOOD: 14, REMINDED: 4, SIGNS_FOUND: 1 });
    expect(outcomes(ofKind('INSP_COMPLIANCE'), isPerson)).toEqual({ GOOD: 6, SHORTCOMINGS: 1 });
    expect(outcomes(ofKind('INSP_SIGNS'), isPerson)).toEqual({
      NO_VIOLATION: 1,
      VIOLATION_NO_DISCIPLINE: 2,
      MUST_DISCIPLINE: 2,
    });
    expect(outcomes(supervisions, isPerson)).toEqual({ GOOD: 10, REMINDED: 2 });
  });

  it('reached 43 distinct organizations, 22 of them directly under the ward committee', () => {
    const [inspected, supervised, either] = [named(inspections), named(supervisions), named(ENGAGEMENTS)];
    const both = [...inspected].filter((name) => supervised.has(name));
    expect([inspected.size, supervised.size, both.length, either.size]).toEqual([31, 17, 5, 43]);
    expect([...either].filter((name) => direct.has(name))).toHaveLength(22);
    expect([...either].filter((name) => !all.has(name))).toEqual([]);
  });

  it('reached 14 and not 15 before the two were consolidated, and 31 before 31B was separated', () => {
    const until = (on: string) => named(ENGAGEMENTS.filter((one) => day(one) < on));
    expect([until('2026-04-01').has(group(14)), named(ENGAGEMENTS).has(group(15))]).toEqual([true, false]);
    expect(until('2026-06-01').has(group(31))).toBe(true);
    expect([...named(ENGAGEMENTS.filter((one) => day(one) >= '2026-04-01'))]).not.toContain(group(14));
  });

  it.each([
    ['2025-12-31', '2025-12-31', 11, 12],
    ['2026-06-30', '2026-07-15', 28, 29],
    ['2026-10-31', '2026-10-31', 43, 43],
  ])('reached by %s, as was known on %s, %i organizations, and as is known now %i', (on, known, then, now) => {
    const some = ENGAGEMENTS.filter((one) => day(one) <= on);
    expect(named(some.filter(({ recordedOn }) => recordedOn <= known)).size).toBe(then);
    expect(named(some).size).toBe(now);
  });

  it('are recorded within a week of the notice, but for the two that are late', () => {
    for (const one of [...ENGAGEMENTS, ...OF_BASE_COMMITTEES]) {
      const days = (Date.parse(one.recordedOn) - Date.parse(day(one))) / 86_400_000;
      expect([noticeNumber(one.body, one.notice), days > 0 && days <= 7]).toEqual([
        noticeNumber(one.body, one.notice),
        !LATE.includes(noticeNumber(one.body, one.notice)) || one.body.of === null,
      ]);
    }
  });

  it('name papers once, signed on working days, the decision before the notice', () => {
    const some = [...ENGAGEMENTS, ...OF_BASE_COMMITTEES, ...OF_THE_CITY];
    const numbers = [
      ...some.map(({ body, notice }) => noticeNumber(body, notice)),
      ...[...some, ...UNFINISHED].map(({ body, decision }) => decisionNumber(body, decision)),
    ];
    expect(new Set(numbers).size).toBe(numbers.length);
    const signed = [...some, ...BEFORE_THE_TERM];
    for (const { decision, notice } of signed) expect(decision[1] < notice[1]).toBe(true);
    for (const on of signed.flatMap(({ decision, notice }) => [decision[1], notice[1]]))
      expect([on, [0, 6].includes(new Date(on).getUTCDay())]).toEqual([on, false]);
  });

  it('count up in the numbers of each issuer', () => {
    const term = [...ENGAGEMENTS, ...OF_BASE_COMMITTEES];
    for (const symbol of new Set(term.map(({ body }) => body.symbol))) {
      const own = term.filter(({ body }) => body.symbol === symbol);
      for (const signed of [own.map(({ notice }) => notice), own.map(({ decision }) => decision)]) {
        const byDay = [...signed].sort(([, a], [, b]) => (a < b ? -1 : 1));
        expect(byDay).toEqual([...signed].sort(([a], [b]) => a - b));
      }
    }
  });

  it('name the wrong group once, which nothing else reached', () => {
    const corrected = ENGAGEMENTS.filter(({ body, notice }) => noticeNumber(body, notice) === MISTAKEN_SUBJECT.notice);
    expect([...named(corrected)]).toContain(MISTAKEN_SUBJECT.truly);
    expect(named(ENGAGEMENTS).has(MISTAKEN_SUBJECT.entered)).toBe(false);
    expect(ENGAGEMENTS.filter(({ subjects }) => subjects.some((one) => one.organization === group(10)))).toEqual(
      corrected,
    );
  });

  it('enter one notice twice, on an organization that is reached anyway', () => {
    const twice = ENGAGEMENTS.filter(({ body, notice }) => noticeNumber(body, notice) === ENTERED_TWICE.notice);
    expect(counters(twice)).toBe('1/1/0');
    expect([...ENGAGEMENTS, ...twice]).toHaveLength(35);
    expect(ENTERED_TWICE.annulledAt > '2026-10-31' && ENTERED_TWICE.annulledAt < '2026-11-02T01:00').toBe(true);
  });

  it('follow up the signs that a supervision found', () => {
    const of = (number: string) => ENGAGEMENTS.find(({ body, notice }) => noticeNumber(body, notice) === number);
    const [signs, inspection] = [of(FOLLOWED_UP.signs), of(FOLLOWED_UP.inspection)];
    expect(signs?.subjects.find(({ outcome }) => outcome === 'SIGNS_FOUND')?.organization).toBe(FOLLOWED_UP.subject);
    expect(inspection && [inspection.kind, [...named([inspection])]]).toEqual(['INSP_SIGNS', [FOLLOWED_UP.subject]]);
    expect(signs && inspection && signs.notice[1] < inspection.decision[1]).toBe(true);
  });

  it('ask for 18 remedies where something was found: 14 done, 2 in time, 2 overdue at the end of October 2026', () => {
    const faults = new Set<string>();
    for (const { body, notice, subjects } of ENGAGEMENTS)
      for (const { person, outcome, organization } of subjects)
        if (person === null && outcome !== 'GOOD') faults.add(`${noticeNumber(body, notice)} ${organization}`);
    expect(faults.size).toBe(16);
    expect(new Set(REMEDIES.map(({ notice, organization }) => `${notice} ${organization}`))).toEqual(faults);
    const state = ({ doneOn, dueOn }: (typeof REMEDIES)[number]) =>
      doneOn !== null && doneOn <= '2026-10-31' ? 'done' : dueOn < '2026-10-31' ? 'overdue' : 'in time';
    expect(tally(REMEDIES.map(state))).toEqual({ done: 14, overdue: 2, 'in time': 2 });
  });
});

describe('what is not counted in the demo ward', () => {
  it('are 17 engagements of base committees on 23 of their cells, 17 of which the ward has not reached', () => {
    const reached = named(ENGAGEMENTS);
    const cells = named(OF_BASE_COMMITTEES);
    expect([OF_BASE_COMMITTEES.length, cells.size]).toEqual([17, 23]);
    expect([...cells].filter((name) => reached.has(name))).toHaveLength(6);
    expect(new Set([...reached, ...cells]).size).toBe(60);
    for (const { body, subjects } of OF_BASE_COMMITTEES) {
      const own = BASE_ORGANIZATIONS.find(({ name }) => name === body.of)?.cells ?? [];
      for (const { organization } of subjects) expect(own).toContain(organization);
    }
  });

  it('are one of the city and two of July 2025, on organizations that the ward has not reached', () => {
    const reached = named([...ENGAGEMENTS, ...OF_BASE_COMMITTEES]);
    expect(OF_THE_CITY).toHaveLength(1);
    expect(BEFORE_THE_TERM.map((one) => day(one).slice(0, 7))).toEqual(['2025-07', '2025-07']);
    for (const name of named([...OF_THE_CITY, ...BEFORE_THE_TERM])) {
      expect(all.has(name)).toBe(true);
      expect(reached.has(name)).toBe(false);
    }
  });

  it('are one cancelled, one postponed for the election, three under way and one of these overdue', () => {
    const how = UNFINISHED.map(({ then, dueOn }) =>
      'cancelledOn' in then ? 'cancelled' : 'postponedOn' in then ? 'postponed' : dueOn < '2026-10-31' ? 'late' : 'on',
    );
    expect(how).toEqual(['cancelled', 'postponed', 'late', 'on', 'on']);
    for (const name of UNFINISHED.flatMap(({ organizations }) => organizations)) expect(all.has(name)).toBe(true);
  });
});
