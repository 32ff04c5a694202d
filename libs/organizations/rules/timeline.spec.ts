import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { addDays, plainDate } from '#kernel/dates';
import type { Context } from '#kernel/command';
import { streamId, Uuid } from '#kernel/ids';
import { Rejection } from '#kernel/rejection';
import { gather, unless } from '../../../tests/support/worlds/gather.js';
import {
  impossibleOn,
  knownStatements,
  type NaiveOrganization,
  organizationsOn,
  type Recorded,
} from '../../../tests/support/oracles/naive-register.js';
import { type Choice, CHOICE_ENDS, commandFor, FIRST_DAY } from '../../../tests/support/worlds/random-register.js';
import { register } from '../register.js';
import { count, id, WARD } from '../testing.js';
import { rounds } from '../../../tests/support/rounds.js';
import { Shards } from './shards.js';
import { type Organization, structureOn } from './structure.js';
import { type Fact, firstConflict, SAYS_NOTHING, withFact } from './timeline.js';

const [KIND, A, B, C, DAY] = CHOICE_ENDS;
const choice: fc.Arbitrary<Choice> = fc.tuple(
  ...([fc.nat(KIND - 1), fc.nat(A - 1), fc.nat(B - 1), fc.nat(C - 1), fc.nat(DAY - 1)] as const),
);

const context = (n: number): Context => ({
  now: '2026-10-31T01:00:00.000Z' as Context['now'],
  actor: { id: id(1), role: 'clerk', organizationId: null, delegationId: null },
  stream: streamId('register', WARD),
  facts: {},
  newId: (ordinal) => Uuid.parse(`00000000-0000-4000-9000-${String(n * 1000 + ordinal).padStart(12, '0')}`),
});

/** Sends the commands in order; a refused command records nothing. */
function recordedBy(choices: readonly Choice[]) {
  let history = register.empty;
  const log: Recorded[] = [];
  const refusals: { command: object; rejection: Rejection }[] = [];
  for (const [n, chosen] of choices.entries()) {
    const command = commandFor(chosen, WARD, history);
    try {
      const news = register.handle(command, history, context(n)).map(({ type, data }, i) => ({
        type,
        data,
        revision: history.size + i,
      }));
      history = register.append(history, news);
      for (const event of news) log.push({ ...event, position: BigInt(log.length + 1), stream: 'register' });
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      refusals.push({ command, rejection: error });
    }
  }
  return { history, log, refusals };
}

const DAYS = Array.from({ length: CHOICE_ENDS[4] + 2 }, (_, i) => addDays(FIRST_DAY, i - 1));

describe('any sequence of accepted commands', () => {
  it('gives a timeline that is possible on every date, as a day-by-day check finds', async () => {
    const accepted = new Set<string>();
    const sequences = fc.array(choice, { minLength: 30, maxLength: 80, size: 'max' });
    const possible = fc.property(sequences, (choices) => {
      const { log, history } = recordedBy(choices);
      for (const { type } of log) accepted.add(type);
      const statements = knownStatements(log, 10n ** 9n);
      for (const day of DAYS) {
        expect(impossibleOn(statements, day)).toEqual([]);
        const naive = organizationsOn(statements, day);
        expect(byId(structureOn(history.state, day))).toEqual(byId(naive));
      }
      expect(firstConflict(history.state)).toBeNull();
    });
    // If the generator produced only refused commands, the test would prove nothing.
    const missing = () => [
      ...Object.keys(register.events).filter((type) => type !== 'OrganizationTwinsRuledOut' && !accepted.has(type)),
      ...unless([...accepted].filter((type) => type.endsWith('Corrected')).length > 4, 'five kinds of correction'),
    ];
    await gather(() => fc.assert(possible, { numRuns: rounds(400) }), missing, 10);
  });

  it('is checked for a new fact with the same result as by a check of everything', async () => {
    const what = fc.constantFrom<Fact['what']>('begun', 'ended', 'changed', 'changed', 'counted');
    const type = fc.constantFrom(null, null, 'BASE_ORGANIZATION', 'BASE_CELL', 'SUB_CELL', 'SECTIONAL_ORGANIZATION');
    const news = fc.array(fc.tuple(what, type as fc.Arbitrary<Fact['type']>, fc.nat(), fc.nat(), fc.nat(DAY - 1)), {
      minLength: 20,
      maxLength: 40,
    });
    let refused = 0;
    const sequences = fc.array(choice, { minLength: 20, maxLength: 60, size: 'max' });
    const judgedAlike = fc.property(sequences, news, (choices, facts) => {
      const { state, events } = recordedBy(choices).history;
      const ids = [...state.annals.entries()].map(([id]) => id as Uuid).sort();
      for (const [what, type, a, b, day] of facts) {
        const organizationId = ids[a % ids.length] ?? WARD;
        const parentId = what === 'begun' || what === 'changed' ? (ids[b % ids.length] ?? null) : null;
        const place = { on: addDays(FIRST_DAY, day), revision: events.length };
        const stated = what === 'ended' || what === 'counted' ? {} : { type, parentId: b % 3 ? parentId : null };
        const fact: Fact = { ...SAYS_NOTHING, ...place, organizationId, what, ...stated, entry: null };
        const timeline = withFact(state, fact);
        const conflict = firstConflict(timeline);
        if (conflict) refused++;
        expect(firstConflict(timeline, [fact])).toEqual(conflict);
      }
    });
    const missing = () => unless(refused > 100, 'a hundred facts that are refused');
    await gather(() => fc.assert(judgedAlike, { numRuns: rounds(400) }), missing, 10);
  });
});

const byId = (organizations: ReadonlyMap<string, Organization | NaiveOrganization>) =>
  [...organizations.values()]
    .map(({ organizationId, name, type, sector, parentId, establishedOn, members }) => ({
      organizationId,
      name,
      type,
      sector,
      parentId,
      establishedOn,
      members: typeof members === 'object' ? (members?.count ?? null) : members,
    }))
    .sort((a, b) => (a.organizationId < b.organizationId ? -1 : 1));

it('takes a member count in a register of 13,680 organizations without looking at the others', () => {
  const base = (n: number) => id(100_000 + n);
  const events = [
    founding(WARD, 'WARD_ORGANIZATION', null),
    ...Array.from({ length: 80 }, (_, n) => founding(base(n), 'BASE_ORGANIZATION', WARD)),
    ...Array.from({ length: 13_600 }, (_, n) => founding(id(200_000 + n), 'SUB_CELL', base(n % 80))),
  ].map((data, revision) => ({ type: 'OrganizationEstablished', data, revision }));
  const history = register.append(register.empty, events);
  expect(structureOn(history.state, plainDate('2025-07-01')).size).toBe(13_681);
  expect(firstConflict(history.state)).toBeNull();

  const looks = jest.spyOn(Shards.prototype, 'get');
  const enumerations = jest.spyOn(Shards.prototype, 'entries');
  const recorded = register.handle(count(id(200_007), 31, '2026-01-01'), history, context(0));
  const [looked, enumerated] = [looks.mock.calls.length, enumerations.mock.calls.length];
  jest.restoreAllMocks();
  expect(recorded).toHaveLength(1);
  expect(looked).toBeLessThan(10);
  expect(enumerated).toBe(0);
});

const founding = (organizationId: Uuid, type: string, parentId: Uuid | null) => ({
  organizationId,
  type,
  parentId,
  name: 'Tổ chức',
  sector: null,
  establishedOn: '2025-07-01',
  establishedOnAssumed: false,
  decision: null,
});
