import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Kind, KINDS } from '#features/papers';
import type { CommandOf } from '#kernel/command';
import { effective, isCompanionName, type PastEvent } from '#kernel/effective';
import type { EntryCommand } from '#kernel/entry-commands';
import type { DataOf } from '#kernel/event';
import { streamId, Uuid } from '#kernel/ids';
import { Rejection } from '#kernel/rejection';
import { gather, unless } from '../../../tests/support/worlds/gather.js';
import { engagement } from '../engagement.js';
import type { Commands } from '../engagement-commands.js';
import { type EventName, events, type Events } from '../engagement-events.js';
import {
  annul,
  begin,
  body,
  cancel,
  changeScope,
  close,
  conclude,
  concludedStory,
  convert,
  correct,
  deploy,
  discharge,
  entrust,
  extend,
  FIRST,
  followUp,
  given,
  id,
  MEMBER,
  open,
  person,
  postpone,
  remedy,
  report,
  revoke,
  SECOND,
} from '../testing.js';
import { rounds } from '../../../tests/support/rounds.js';
import { type Outcome, OUTCOMES, OUTCOMES_OF } from './outcomes.js';
import type { Subject } from './shapes.js';

type Command = CommandOf<Commands> | EntryCommand;

/** One of 27 days in three months. So few days coincide often. */
const dayAt = (n: number): string => `2026-0${3 + (n % 3)}-${String(1 + (n % 9)).padStart(2, '0')}`;
const KIND_CODES = Object.keys(KINDS) as Kind[];
const OUTCOME_CODES = Object.keys(OUTCOMES) as Outcome[];

/** The command that four numbers select, for a stream with these events. */
function commandFor([what, a, b, c]: Choice, past: readonly PastEvent[]): Command {
  const on = dayAt(a);
  const known = past.flatMap((event) => idsOf(event.data));
  const remedies = past.flatMap((event) => idsOf(event.data, 'remedy'));
  const subjectId = known[b % (known.length + 1)] ?? id(1);
  const entry = past[b % Math.max(1, past.length)];
  const kind = KIND_CODES[c % KIND_CODES.length] ?? 'SUP_THEMATIC';
  const outcome = OUTCOME_CODES[c % OUTCOME_CODES.length] ?? 'GOOD';
  const subject = { ...(c % 4 === 0 ? MEMBER : FIRST), subjectId };
  const found = c % 3 === 0 ? { remedies: [remedy(0)] } : {};
  const orders: readonly (() => Command)[] = [
    () => conclude(concludedStory(subject, on, outcome, found)),
    () => conclude(concludedStory(subject, on, 'GOOD', found)),
    () => conclude(concludedStory(subject, null, outcome)),
    () => deploy(c % 5 === 0 ? null : on),
    () => begin(on),
    () => report(c % 5 === 0 ? null : on),
    () => extend(dayAt(a + 5), c % 2 === 0 ? null : on),
    () => changeScope(on, c % 3 === 0 ? [] : [body(6 + (c % 3))], c % 2 === 0 ? [subjectId] : []),
    () => changeScope(on, [person(6 + (c % 3))], []),
    () => postpone(on, c % 2 === 0 ? null : dayAt(c)),
    () => cancel(on),
    () => convert(on),
    () => close('2026-06-01'),
    () => conclude(...past.flatMap(subjectsOf).map((each) => concludedStory(each, on, 'GOOD', found))),
    () => revoke(on, c % 2 === 0 ? [] : [subjectId]),
    () => followUp('2026-06-02', remedies[b % remedies.length] ?? subjectId, c % 2 === 0),
    () => discharge(on, subject),
    () => entrust(person(6 + (c % 5)).memberId ?? id(1)),
    () => annul(entry?.revision ?? 0),
    () => correct(0, 'kind', (past[0]?.data as { kind: Kind } | undefined)?.kind ?? null, kind),
    () => {
      const days = Object.entries((entry?.data ?? {}) as object).filter(([name]) => name.endsWith('On'));
      const [field = 'x', from = null] = (days[c % Math.max(1, days.length)] ?? []) as [string?, (string | null)?];
      return correct(entry?.revision ?? 0, field, from, on);
    },
  ];
  return orders[what % orders.length]?.() ?? begin(on);
}
type Choice = readonly [number, number, number, number];
const choices = fc.array(fc.tuple(fc.nat(20), fc.nat(30), fc.nat(30), fc.nat(30)), { minLength: 1, maxLength: 40 });

/** Ids of subjects or of remedies in the data of an event. */
const idsOf = (data: unknown, of = 'subject'): Uuid[] =>
  JSON.stringify(data)
    .split(`"${of}Id":`)
    .slice(1)
    .map((rest) => Uuid.parse(rest.slice(1, 37)));
const subjectsOf = ({ type, data }: PastEvent): readonly Subject[] =>
  type === 'EngagementOpened' ? (data as DataOf<Events['EngagementOpened']>).subjects : [];

const inTeam = person(7).memberId ?? id(1);

/** Sends the commands in order; a refused command records nothing. */
function recordedBy(kind: Kind, orders: readonly Choice[]) {
  let history = engagement.empty;
  let n = 0;
  const refused = new Set<string>();
  const send = (command: Command): void => {
    n++;
    try {
      const data = command.type in engagement.commands ? parsed(command as CommandOf<Commands>) : command.data;
      const news = engagement.handle({ ...command, data } as typeof command, history, {
        now: '2026-10-31T01:00:00.000Z' as never,
        facts: {},
        stream: streamId('engagement', id(0)),
        actor: { id: id(1), role: 'clerk', organizationId: null, delegationId: null },
        newId: (ordinal) => given(n * 100 + ordinal),
      });
      const size = history.size;
      history = engagement.append(
        history,
        news.map(({ type, data: told }, i) => ({ type, data: told, revision: size + i })),
      );
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      refused.add(error.code);
    }
  };
  send(open({ kind, subjects: [FIRST, SECOND, MEMBER], team: [{ memberId: inTeam, role: 'LEAD' }] }));
  for (const choice of orders) send(commandFor(choice, history.events));
  return { history, refused };
}
const parsed = ({ type, data }: CommandOf<Commands>) => engagement.commands[type].parse(data);

/** The rules that make a history impossible, written a second time in another way. */
function impossibleIn(events: readonly PastEvent[]): string[] {
  const all = <K extends EventName>(type: K) =>
    events.flatMap((event) => (event.type === type ? [event.data as DataOf<Events[K]>] : []));
  const [opening] = all('EngagementOpened');
  if (!opening) return [];
  const faults: string[] = [];
  const must = (holds: boolean, fault: string) => holds || faults.push(fault);
  const ordered = (fault: string, ...days: (string | null | undefined)[]) => {
    const known = days.filter((each) => each !== null && each !== undefined);
    must(known.join() === known.toSorted().join(), fault);
  };
  const changes = all('EngagementScopeChanged');
  const subjects = [...opening.subjects, ...changes.flatMap(({ added }) => added)];
  const removed = changes.flatMap((change) => change.removed);
  const conclusions = all('SubjectConcluded');
  const revocations = all('ConclusionRevoked');
  const [started, begun, reported] = [
    all('EngagementDeployed')[0]?.deployedOn,
    all('ConductBegun')[0]?.conductedOn,
    all('TeamReported')[0]?.reportedOn,
  ];
  ordered('milestones', opening.decision.signedOn, started, begun, reported);
  for (const { subjectId, notice, concludedOn, outcome, sealedOutcome } of conclusions) {
    const subject = subjects.find((each) => each.subjectId === subjectId);
    must(subject !== undefined && !removed.includes(subjectId), 'concluded though no subject');
    must(subject?.memberId === null ? sealedOutcome === null : outcome === null, 'seal');
    must(outcome === null || OUTCOMES_OF[opening.kind].codes.includes(outcome), 'outcome');
    ordered('conclusion', opening.decision.signedOn, started, begun, reported, concludedOn, notice.signedOn);
    for (const revocation of revocations)
      if (revocation.subjectIds.includes(subjectId)) ordered('revocation', notice.signedOn, revocation.revokedOn);
  }
  const working = [
    ...opening.team.map(({ memberId }) => memberId),
    ...all('EngagementEntrusted').map((e) => e.personId),
  ];
  must(!subjects.some(({ memberId }) => memberId !== null && working.includes(memberId)), 'subject in team');
  const unique = (ids: readonly string[]) => new Set(ids).size === ids.length;
  const done = conclusions.map(({ subjectId }) => subjectId);
  const undone = revocations.flatMap(({ subjectIds }) => subjectIds);
  must(unique(done), 'concluded twice');
  must(unique(undone) && undone.every((each) => done.includes(each)), 'revoked');
  must(unique(subjects.map(({ subjectId }) => subjectId)), 'subject ids');
  must(subjects.length > removed.length, 'nobody left');
  const ends = [
    ...all('EngagementCancelled').map((each) => each.cancelledOn),
    ...all('EngagementConverted').map((each) => each.convertedOn),
    ...all('EngagementClosed').map((each) => each.closedOn),
  ];
  must(ends.length <= 1, 'two ends');
  const [end] = ends;
  for (const { notice } of end ? conclusions : []) ordered('after the end', notice.signedOn, end);
  for (const each of end ? [started, begun, reported] : []) ordered('after the end', each, end);
  must(all('EngagementCancelled').length === 0 || done.every((each) => undone.includes(each)), 'cancelled');
  must(all('EngagementClosed').length === 0 || done.length + removed.length === subjects.length, 'closed');
  const remedies = conclusions.flatMap((each) => each.remedies.map(({ remedyId }) => remedyId));
  for (const { remedies: followed } of all('EngagementFollowedUp'))
    must(
      followed.every(({ remedyId }) => remedies.includes(remedyId)),
      'followed up',
    );
  return faults;
}

describe('whatever is ordered, in whatever order, with corrections and annulments', () => {
  it('a recorded engagement is never impossible', async () => {
    const recorded = new Set<string>();
    const refused = new Set<string>();
    const possible = fc.property(fc.constantFrom(...KIND_CODES), choices, (kind, orders) => {
      const told = recordedBy(kind, orders);
      for (const { type } of told.history.events) recorded.add(type);
      for (const code of told.refused) refused.add(code);
      expect(impossibleIn(effective(told.history.events))).toEqual([]);
    });
    const missing = () => [
      ...Object.keys(events).filter((type) => !recorded.has(type)),
      ...unless([...recorded].filter(isCompanionName).length > 15, 'sixteen kinds of correction and annulment'),
      ...unless(refused.size > 20, 'twenty-one kinds of refusal'),
    ];
    await gather(() => fc.assert(possible, { numRuns: rounds(4_000) }), missing, 10);
  });
  it('has the same state whether its events are applied one by one or at once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KIND_CODES), choices, (kind, orders) => {
        const { history } = recordedBy(kind, orders);
        const again = engagement.append(engagement.empty, [...history.events]);
        expect(again.state).toEqual(history.state);
        expect(again.state.map(({ revision }) => revision)).toEqual(
          effective(history.events).map(({ revision }) => revision),
        );
      }),
      { numRuns: rounds(1_000) },
    );
  });
  it('the second version of the rules notices what the first would miss', () => {
    const past = recordedBy('INSP_COMPLIANCE', []).history.events;
    const forged = (type: string, data: object): PastEvent[] => [...past, { type, data, revision: 1 }];
    const [first] = idsOf(past[0]?.data);
    const good = concludedStory({ ...FIRST, subjectId: first ?? id(1) }, '2026-04-01').data;
    expect(impossibleIn(forged('SubjectConcluded', good))).toEqual([]);
    expect(impossibleIn(forged('SubjectConcluded', { ...good, subjectId: id(1) }))).toContain(
      'concluded though no subject',
    );
    expect(impossibleIn(forged('SubjectConcluded', { ...good, outcome: 'REMINDED' }))).toEqual(['outcome']);
    expect(impossibleIn(forged('ConductBegun', { conductedOn: '2026-03-01' }))).toContain('milestones');
    const entrusted = { personId: MEMBER.memberId, bodyOrganizationId: null, reason: 'vì' };
    expect(impossibleIn(forged('EngagementEntrusted', entrusted))).toEqual(['subject in team']);
    expect(impossibleIn(forged('EngagementClosed', { closedOn: '2026-05-01' }))).toEqual(['closed']);
  });
});
