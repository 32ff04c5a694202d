import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainDate, type PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { rounds } from '../../tests/support/rounds.js';
import { type Delegation, type Grant, Rights } from './rights.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const PEOPLE = [1, 2, 3].map(id);
const anybody = fc.constantFrom(...PEOPLE, ...PEOPLE.slice(0, 1), ...PEOPLE.slice(0, 1));
const DAYS = Array.from({ length: 8 }, (_, i) => plainDate(`2026-03-0${i + 1}`));
const ROLES = ['clerk', 'clerk', 'inspection-chair'];
const PERMISSION = 'act';
const permits = { permits: () => true };

/** One act, recorded on a day. Each act comes after the acts before it, possibly on the same day. */
const act = fc.record({
  what: fc.constantFrom('grant', 'grant', 'withdraw', 'delegate', 'delegate', 'end'),
  person: anybody,
  other: anybody,
  role: fc.constantFrom(...ROLES),
  // Long spans are frequent, so that a new grant often covers the days of an earlier delegation.
  startsOn: fc.oneof(fc.constant(plainDate('2026-03-01')), fc.constantFrom(...DAYS)),
  endsOn: fc.oneof(fc.constant(plainDate('2026-03-08')), fc.option(fc.constantFrom(...DAYS), { nil: null, freq: 3 })),
  later: fc.nat({ max: 2 }),
  pick: fc.nat(),
});
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never;

interface Held extends Grant {
  readonly person: Uuid;
}
interface Given extends Delegation {
  readonly person: Uuid;
  /** The grant under which it was given: known here when it is given, and not looked for afterwards. */
  readonly under: Uuid;
}
interface Told {
  readonly grants: readonly Held[];
  readonly delegations: readonly Given[];
}

const last = (endsOn: PlainDate | null) => endsOn ?? '9999';

/** The grants and delegations of a history of acts, without the acts that `access` refuses. */
function told(acts: readonly Act[]): Told {
  let [grants, delegations]: [readonly Held[], readonly Given[]] = [[], []];
  let day = 0;
  acts.forEach(({ what, person, other, role, startsOn, endsOn, later, pick }, position) => {
    day = Math.min(day + later, DAYS.length - 1);
    const today = DAYS[day] ?? plainDate('2026-03-08');
    const office = { id: id(100 + position), role, organizationId: null, startsOn, endsOn, position };
    const isOrdered = startsOn <= last(endsOn);
    const held = grants.filter((one) => one.person === person && one.role === role && one.withdrawnOn === null);
    if (what === 'grant' && isOrdered) {
      const overlaps = held.some((one) => one.startsOn <= last(endsOn) && startsOn <= last(one.endsOn));
      if (!overlaps) grants = [...grants, { ...office, person, withdrawnOn: null }];
    } else if (what === 'delegate' && isOrdered && endsOn !== null && person !== other) {
      const under = held.find((one) => one.startsOn <= startsOn && endsOn <= last(one.endsOn));
      if (under)
        delegations = [...delegations, { ...office, person, delegateId: other, endedOn: null, under: under.id }];
    } else if (what === 'withdraw') {
      const gone = grants[pick % (grants.length || 1)];
      grants = grants.map((one) => (one === gone ? { ...one, withdrawnOn: one.withdrawnOn ?? today } : one));
    } else if (what === 'end') {
      const gone = delegations[pick % (delegations.length || 1)];
      delegations = delegations.map((one) => (one === gone ? { ...one, endedOn: one.endedOn ?? today } : one));
    }
  });
  return { grants, delegations };
}

function asRights({ grants, delegations }: Told): Rights {
  const rights = new Rights(permits);
  for (const person of PEOPLE)
    rights.set(person, {
      grants: grants.filter((one) => one.person === person),
      delegations: delegations.filter((one) => one.person === person),
    });
  return rights;
}

const isOn = ({ startsOn, endsOn }: { startsOn: PlainDate; endsOn: PlainDate | null }, day: PlainDate) =>
  startsOn <= day && day <= last(endsOn);
const groundOf = ({ grants }: Told, { under }: Given) => grants.filter(({ id }) => id === under);

function naiveGrounds(all: Told, person: Uuid, day: PlainDate): readonly string[] {
  const own = all.grants.filter((one) => one.person === person && one.withdrawnOn === null && isOn(one, day));
  const lent = all.delegations
    .filter((one) => one.delegateId === person && one.endedOn === null && isOn(one, day))
    .filter((one) => groundOf(all, one).every(({ withdrawnOn }) => withdrawnOn === null));
  return [...own.map(({ role }) => role), ...lent.map(({ role, id }) => `${role} ${id}`)].sort();
}

function naiveTies(all: Told, person: Uuid, day: PlainDate): readonly Uuid[] {
  const tying = all.delegations.filter(
    (one) =>
      isOn(one, day) &&
      [one.endedOn, ...groundOf(all, one).map(({ withdrawnOn }) => withdrawnOn)].every((end) => day <= last(end)),
  );
  return PEOPLE.filter(
    (other) =>
      other !== person &&
      tying.some(
        (one) => [one.person, one.delegateId].includes(other) && [one.person, one.delegateId].includes(person),
      ),
  );
}

it('gives on every day the permissions and the ties that a walk through the acts gives', () => {
  const seen = { lent: 0, tied: 0, granted: 0 };
  fc.assert(
    fc.property(fc.array(act, { maxLength: 20, size: 'max' }), (acts) => {
      const all = told(acts);
      const rights = asRights(all);
      for (const day of DAYS)
        for (const person of PEOPLE) {
          const grounds = rights
            .grounds(person, PERMISSION, day)
            .map(({ role, delegation }) => (delegation ? `${role} ${delegation.id}` : role))
            .sort();
          expect([day, person, grounds]).toEqual([day, person, naiveGrounds(all, person, day)]);
          const tied = [...rights.tiedTo(person, day)].sort();
          expect([day, person, tied]).toEqual([day, person, naiveTies(all, person, day)]);
          seen.granted += grounds.length;
          seen.lent += grounds.filter((ground) => ground.includes(' ')).length;
          seen.tied += tied.length;
        }
      for (const { id: delegationId, person } of all.delegations) expect(rights.delegatorOf(delegationId)).toBe(person);
    }),
    { numRuns: rounds(5000) },
  );
  expect(Math.min(seen.lent, seen.tied, seen.granted)).toBeGreaterThan(0);
});

it.each([
  ['on a later day', 1],
  ['on the same day', 0],
])('does not revive a delegation when its office is withdrawn and granted again %s', (_, later) => {
  const [chair, deputy] = [id(1), id(2)];
  const same = { person: chair, other: deputy, role: 'clerk', startsOn: plainDate('2026-03-01'), pick: 0, later: 0 };
  const grant = { ...same, what: 'grant', endsOn: null } as const;
  const acts: readonly Act[] = [
    grant,
    { ...same, what: 'delegate', endsOn: plainDate('2026-03-08') },
    { ...same, what: 'withdraw', endsOn: null },
    { ...grant, later },
  ];
  const day = plainDate('2026-03-04');
  const lent = (upTo: number) => asRights(told(acts.slice(0, upTo))).grounds(deputy, PERMISSION, day).length;
  expect([2, 3, 4].map(lent)).toEqual([1, 0, 0]);
  expect(asRights(told(acts)).grounds(chair, PERMISSION, day)).toHaveLength(1);
});
