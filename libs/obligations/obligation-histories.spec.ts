import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OUTCOMES } from '#features/engagements';
import { plainDate, type PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { answeringFor, kinOf } from '#features/organizations';
import { rounds } from '../../tests/support/rounds.js';
import { type Facts, obligations } from './obligations.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const CELLS = [1, 2, 3].map(id);
const [WARD, NOBODY] = [id(6), id(7)];
const PEOPLE = [null, null, null, null, id(8), id(9)];
const DAYS = [null, ...[1, 2, 3, 4, 5].map((n) => plainDate(`2026-03-0${n}`))];
const [ENGAGEMENTS, SUBJECTS] = [[20], [30, 31]].map((each) => each.map(id)) as [Uuid[], Uuid[]];
const ASKED = plainDate('2026-03-04');

const who = fc.record({ organizationId: fc.constantFrom(...CELLS), memberId: fc.constantFrom(...PEOPLE) });
const source = fc.record({
  engagementId: fc.constantFrom(...ENGAGEMENTS, ...ENGAGEMENTS, ...ENGAGEMENTS, NOBODY),
  subjectId: fc.constantFrom(null, ...SUBJECTS),
});
const conclusion = fc.record({
  engagementId: fc.constantFrom(...ENGAGEMENTS),
  subjectId: fc.constantFrom(...SUBJECTS),
  about: who,
  since: fc.constantFrom(...DAYS, ...DAYS.slice(1, 3), ...DAYS.slice(1, 3)),
  outcome: fc.constantFrom('SIGNS_FOUND' as const, 'MUST_DISCIPLINE' as const, 'GOOD' as const),
});
const inspection = fc.record({
  arisesFrom: source,
  subjects: fc.array(who, { minLength: 1, maxLength: 2 }),
  decidedOn: fc.constantFrom(...DAYS),
});
const aCase = fc.record({
  arisesFrom: source,
  about: who,
  status: fc.constantFrom(
    'OPEN' as const,
    'POSTPONED' as const,
    'DECIDED' as const,
    'DECIDED' as const,
    'NOT_IMPOSED' as const,
    'NOT_IMPOSED' as const,
  ),
  endedOn: fc.constantFrom(...DAYS),
  disbands: fc.boolean(),
});
const discharge = fc.record({
  engagementId: fc.constantFrom(...ENGAGEMENTS),
  subjectId: fc.constantFrom(...SUBJECTS),
  on: fc.constantFrom(...DAYS.flatMap((on) => on ?? [])),
});
/** A cell ends: it becomes another one, or is dissolved or disbanded under the ward. */
const end = fc.record({
  from: fc.nat({ max: 2 }),
  to: fc.nat({ max: 2 }),
  how: fc.constantFrom(
    'REORGANIZED' as const,
    'REORGANIZED' as const,
    'DISSOLVED' as const,
    'DISBANDED' as const,
    'DISBANDED' as const,
  ),
});
const history = fc.record({
  conclusions: fc.uniqueArray(conclusion, {
    minLength: 1,
    maxLength: 2,
    selector: ({ engagementId, subjectId }) => engagementId + subjectId,
  }),
  inspections: fc.array(inspection, { minLength: 1, maxLength: 5 }),
  cases: fc.array(aCase, { minLength: 3, maxLength: 8 }),
  discharges: fc.array(discharge, { maxLength: 1 }),
  ends: fc.uniqueArray(end, { maxLength: 3, selector: ({ from }) => from }),
});
type History = typeof history extends fc.Arbitrary<infer One> ? One : never;

/** The ends of which each leads to a cell with a higher number, so that the lineage has no circle. */
const endsOf = ({ ends }: History) =>
  ends.flatMap(({ from, to, how }) =>
    how !== 'REORGANIZED' || to > from ? [{ of: CELLS[from] as Uuid, to: CELLS[to] as Uuid, how }] : [],
  );
const onlyPast = (on: PlainDate | null) => on === null || on <= ASKED;

function factsOf(told: History): Facts {
  const ends = endsOf(told);
  const lineage = ends.flatMap(({ of, to, how }) =>
    how === 'REORGANIZED'
      ? [{ predecessorId: of, successorId: to, manner: 'CONSOLIDATION' as const, effectiveOn: ASKED }]
      : [],
  );
  const cases = told.cases.map(({ about, ...one }, n) => Object.assign({ caseId: id(60 + n) }, about, one));
  return {
    conclusions: told.conclusions
      .filter(({ since }) => onlyPast(since))
      .map(({ about, ...one }) => Object.assign({ capacity: 'ORGANIZATION' as const, noticeNumber: null }, about, one)),
    inspections: told.inspections
      .filter(({ decidedOn }) => onlyPast(decidedOn))
      .map((one, n) => Object.assign({ engagementId: id(40 + n) }, one)),
    cases: cases.filter(({ endedOn }) => onlyPast(endedOn)),
    discharges: told.discharges.filter(({ on }) => onlyPast(on)).map((one) => ({ ...one, reason: 'OTHER' as const })),
    disbandments: {
      cases: cases.flatMap(({ caseId, organizationId, memberId, disbands, status, endedOn }) =>
        memberId === null && status === 'DECIDED' && onlyPast(endedOn)
          ? [{ caseId, organizationId, disbands, decidedOn: endedOn, isOpen: false }]
          : [],
      ),
      ends: ends.map(({ of, how }, entry) => ({ organizationId: of, how, on: ASKED, entry })),
    },
    personOf: (id) => id,
    kin: kinOf({ lineage, parents: [] }),
    answering: answeringFor({
      ends: ends.map(({ of, how }) => ({ organizationId: of, how, effectiveOn: ASKED })),
      lineage,
      parents: new Map(CELLS.map((cell) => [cell, WARD])),
    }),
  };
}

/** A second implementation, by loops: which obligations are open, and who answers for each. */
function naive(told: History): string[] {
  const ends = endsOf(told);
  /** Follows one step after another until nothing ends any more. */
  const passedTo = (cell: Uuid): Uuid => {
    let at = cell;
    for (let step = 0; step < 10; step++) {
      const ended = ends.find(({ of }) => of === at);
      if (!ended) return at;
      at = ended.how === 'REORGANIZED' ? ended.to : WARD;
    }
    return at;
  };
  /** Whether one cell became the other, walking step by step. */
  const became = (one: Uuid, other: Uuid): boolean => {
    for (let at: Uuid | undefined = one; at;) {
      if (at === other) return true;
      const here: Uuid = at;
      const ended = ends.find(({ of, how }) => of === here && how === 'REORGANIZED');
      at = ended?.to;
    }
    return false;
  };
  const related = (one: Uuid, other: Uuid) => became(one, other) || became(other, one);
  const open: string[] = [];
  for (const found of told.conclusions) {
    if (found.since !== null && found.since > ASKED) continue;
    const { obliges } = OUTCOMES[found.outcome];
    if (obliges === null) continue;
    let isClosed = false;
    for (const { engagementId, subjectId, on } of told.discharges)
      if (engagementId === found.engagementId && subjectId === found.subjectId && on <= ASKED) isClosed = true;
    const acts =
      obliges === 'INSPECT_SIGNS'
        ? told.inspections.map(({ arisesFrom, subjects, decidedOn }) => ({ arisesFrom, subjects, on: decidedOn }))
        : told.cases
            .filter(({ status }) => status === 'DECIDED' || status === 'NOT_IMPOSED')
            .map(({ arisesFrom, about, endedOn }) => ({ arisesFrom, subjects: [about], on: endedOn }));
    for (const { arisesFrom, subjects, on } of acts) {
      if (on === null || found.since === null || on > ASKED || on < found.since) continue;
      if (arisesFrom.engagementId !== found.engagementId) continue;
      if (arisesFrom.subjectId !== null && arisesFrom.subjectId !== found.subjectId) continue;
      for (const { organizationId, memberId } of subjects) {
        const [person, cell] = [found.about.memberId, found.about.organizationId];
        if (person !== null && memberId !== null) {
          if (person === memberId) isClosed = true;
        } else if (arisesFrom.subjectId !== null || (person === null && memberId === null)) {
          if (related(organizationId, cell)) isClosed = true;
        }
      }
    }
    if (!isClosed)
      open.push([obliges, found.engagementId, found.subjectId, passedTo(found.about.organizationId)].join(' '));
  }
  const disbanded = told.cases.filter(
    ({ about, status, disbands, endedOn }) =>
      about.memberId === null && status === 'DECIDED' && disbands && (endedOn === null || endedOn <= ASKED),
  );
  for (const { about } of disbanded)
    if (!ends.some(({ of }) => of === about.organizationId))
      open.push(['REGISTER_DISBANDMENT', passedTo(about.organizationId)].join(' '));
  for (const { of, how } of ends)
    if (how === 'DISBANDED' && !disbanded.some(({ about }) => about.organizationId === of))
      open.push(['DECIDE_DISBANDMENT', passedTo(of)].join(' '));
  return open.sort();
}

it('obligations of random histories are those of a second implementation', () => {
  const seen = new Set<string>();
  const see = (what: string) => seen.add(what);
  fc.assert(
    fc.property(history, (told) => {
      const all = obligations(factsOf(told));
      for (const { obliges, closed, notClosedBy, answering } of all) {
        see(`${obliges} ${closed?.by ?? 'open'}`);
        for (const { because } of notClosedBy) see(because);
        for (const { how } of answering.through) see(how);
      }
      const open = all
        .filter(({ closed }) => closed === null)
        .map(({ obliges, engagementId, subjectId, answering }) =>
          [obliges, ...(engagementId === null ? [] : [engagementId, subjectId]), ...answering.organizationIds].join(
            ' ',
          ),
        );
      expect(open.sort()).toEqual(naive(told));
    }),
    { numRuns: rounds(1000, 1000) },
  );
  // Every kind of outcome occurs in 1,000 histories, so none of them is untested.
  expect([...seen].sort()).toEqual([
    'CONSOLIDATION',
    'DAY_UNKNOWN',
    'DECIDE_DISBANDMENT DECISION',
    'DECIDE_DISBANDMENT open',
    'DISBANDED',
    'DISCIPLINE DECISION',
    'DISCIPLINE DISCHARGE',
    'DISCIPLINE NO_DISCIPLINE',
    'DISCIPLINE open',
    'DISSOLVED',
    'EARLIER',
    'INSPECT_SIGNS DISCHARGE',
    'INSPECT_SIGNS ENGAGEMENT',
    'INSPECT_SIGNS open',
    'OTHER_SUBJECT',
    'REGISTER_DISBANDMENT REGISTER',
    'REGISTER_DISBANDMENT open',
  ]);
});
