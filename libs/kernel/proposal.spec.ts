import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { rounds } from '../../tests/support/rounds.js';
import type { Context } from './command.js';
import { decider, type History } from './decider.js';
import { v1 } from './event.js';
import { instant } from './dates.js';
import { streamId, Uuid } from './ids.js';
import { namesIn, NO_NAMES } from './names.js';
import { isPending, proposalsIn } from './proposal.js';
import { Rejection } from './rejection.js';
import { sentenceOf, withSentences } from './sentences.js';
import { scenario } from './testing.js';

const person = (n: number) => Uuid.parse(`00000000-0000-4000-8000-00000000000${n}`);
const WARD = person(9);

/** A flag that three persons raise and lower; marks beside it take one. */
const flag = decider<{ readonly up: boolean; readonly marks: number }>()({
  category: 'flag',
  twins: 'none: a kind of record of tests',
  commands: {
    RaiseFlag: z.strictObject({ color: z.string() }),
    MarkFlag: z.strictObject({}),
  },
  routes: null,
  events: { FlagRaised: v1({ organizationId: Uuid, color: z.string() }), FlagMarked: v1({}) },
  takes: {
    as: 'Flag',
    at: ':id',
    commands: { RaiseFlag: ({ color }) => (color === 'white' ? 1 : 3) },
    amendments: { FlagRaised: 3 },
  },
  initial: { up: false, marks: 0 },
  decide: {
    RaiseFlag: ({ color }, { up }) => {
      if (up) throw new Rejection('UpAlready', { vi: 'đã kéo', en: 'up already' }, {});
      return [{ type: 'FlagRaised', data: { organizationId: WARD, color } }];
    },
    MarkFlag: () => [{ type: 'FlagMarked', data: {} }],
  },
  evolve: { FlagRaised: (s) => ({ ...s, up: true }), FlagMarked: (s) => ({ ...s, marks: s.marks + 1 }) },
  concerns: {
    judged: 'by entry',
    of: ({ type, data }) => ({ organizations: type === 'FlagRaised' ? [data.organizationId] : [], members: [] }),
  },
  restriction: 'none',
  depending: 'none',
});
const told = withSentences(flag, {
  FlagRaised: ({ color }) => ({ vi: `Kéo cờ ${color}`, en: `Raised ${color}` }),
  FlagMarked: () => ({ vi: 'Đánh dấu', en: 'Marked' }),
});

const raised = (color: string) => ({ type: 'FlagRaised', data: { organizationId: WARD, color } }) as const;
const act = (color: string) => ({ type: 'FlagRaised', schema: 1, data: { organizationId: WARD, color } });
const proposedFlag = (color: string) => {
  const data = { persons: 3, acts: [act(color)] };
  return { type: 'FlagActProposed' as const, data };
};
const agreedTo = (proposal: number) => ({ type: 'FlagActAgreed', data: { proposal } }) as const;
const agree = (proposal: number) => ({ type: 'AgreeToFlagAct', data: { proposal } }) as const;
const raise = (color: string) => ({ type: 'RaiseFlag', data: { color } }) as const;

/** The facts that the platform finds: who took part before, and who agrees now. */
const agreeing = (size: number, before: readonly number[], by: number) => ({
  facts: { agreeing: { upTo: size - 1, confirmed: false, before: before.map(person), approvers: [person(by)] } },
});

describe('an act that takes three persons', () => {
  it('is only proposed by the first', () => {
    scenario(flag).given().when(raise('red')).thenRecorded(proposedFlag('red'));
    scenario(flag)
      .given()
      .when(raise('red'))
      .thenState(({ up }) => expect(up).toBe(false));
  });

  it('takes effect with the third, exactly as proposed', () => {
    scenario(flag, agreeing(1, [1], 2))
      .given(proposedFlag('red'))
      .when(agree(0))
      .thenRecorded(agreedTo(0));
    scenario(flag, agreeing(2, [1, 2], 3))
      .given(proposedFlag('red'), agreedTo(0))
      .when(agree(0))
      .thenRecorded(agreedTo(0), raised('red'));
  });

  it('is not agreed to by a person who took part', () => {
    const before = [proposedFlag('red'), agreedTo(0)];
    scenario(flag, agreeing(2, [1, 2], 2))
      .given(...before)
      .when(agree(0))
      .thenRefused('ActTakesOthers', { persons: 3 });
    scenario(flag, agreeing(2, [1, 2], 1))
      .given(...before)
      .when(agree(0))
      .thenRefused('ActTakesOthers');
  });

  it('is refused at once where it is impossible', () => {
    scenario(flag).given(raised('red')).when(raise('blue')).thenRefused('UpAlready');
  });

  it('takes as many for its correction and its annulment', () => {
    const changes = [{ field: 'color', from: 'red', to: 'blue' }];
    const corrected = { corrects: 0, reason: 'nhầm', data: { organizationId: WARD, color: 'blue' } };
    scenario(flag)
      .given(raised('red'))
      .when({ type: 'CorrectEntry', data: { corrects: 0, reason: 'nhầm', changes } })
      .thenRecorded({
        type: 'FlagActProposed',
        data: { persons: 3, acts: [{ type: 'FlagRaisedCorrected', schema: 1, data: corrected }] },
      });
    scenario(flag)
      .given(raised('red'))
      .when({ type: 'AnnulEntry', data: { corrects: 0, reason: 'nhầm' } })
      .thenState(({ up }) => expect(up).toBe(true));
  });

  it('is amended with the third, exactly as proposed', () => {
    const annulment = { corrects: 0, reason: 'nhầm' };
    const proposal = { persons: 3, acts: [{ type: 'FlagRaisedAnnulled', schema: 1, data: annulment }] };
    scenario(flag, agreeing(3, [1, 2], 3))
      .given(raised('red'), { type: 'FlagActProposed', data: proposal }, agreedTo(1))
      .when(agree(1))
      .thenRecorded(agreedTo(1), { type: 'FlagRaisedAnnulled', data: annulment });
  });

  it('takes one where it is not named, and where the program acts for itself', () => {
    scenario(flag).given().when(raise('white')).thenRecorded(raised('white'));
    const actor: Context['actor'] = { id: person(0), role: 'system', organizationId: null, delegationId: null };
    scenario(flag, { actor }).given().when(raise('red')).thenRecorded(raised('red'));
  });
});

describe('a proposal', () => {
  it('is outdated by everything else that takes effect in the record', () => {
    const marked = { type: 'FlagMarked', data: {} } as const;
    scenario(flag, agreeing(2, [1], 2))
      .given(proposedFlag('red'), marked)
      .when(agree(0))
      .thenRefused('ProposalOutdated', { proposal: 0 });
  });

  it('that is outdated can be declined', () => {
    const declined = { proposal: 0, reason: 'không cần' };
    scenario(flag)
      .given(proposedFlag('red'), { type: 'FlagMarked', data: {} })
      .when({ type: 'DeclineFlagAct', data: declined })
      .thenRecorded({ type: 'FlagActDeclined', data: declined });
  });

  it('is outdated where something was recorded while it was looked up who took part', () => {
    scenario(flag, agreeing(1, [1], 2))
      .given(proposedFlag('red'), agreedTo(0))
      .when(agree(0))
      .thenRefused('ProposalOutdated');
  });

  it('cannot be agreed to where it is declined, carried out or not there', () => {
    const declined = { type: 'FlagActDeclined', data: { proposal: 0, reason: 'không cần' } } as const;
    scenario(flag, agreeing(2, [1], 2))
      .given(proposedFlag('red'), declined)
      .when(agree(0))
      .thenRefused('ProposalDeclinedAlready');
    scenario(flag, agreeing(4, [1, 2, 3], 4))
      .given(proposedFlag('red'), agreedTo(0), agreedTo(0), raised('red'))
      .when(agree(0))
      .thenRefused('ProposalCarriedOut');
    scenario(flag, agreeing(1, [], 2))
      .given(raised('red'))
      .when(agree(0))
      .thenRefused('NoSuchProposal', { proposal: 0 });
    scenario(flag)
      .given(proposedFlag('red'))
      .when({ type: 'DeclineFlagAct', data: declined.data })
      .thenRecorded(declined);
  });

  it('affects whom its acts affect, and so does the agreement to it', () => {
    const past = [{ ...proposedFlag('red'), revision: 0 }];
    const history = flag.append(flag.empty, past);
    for (const news of [
      [{ ...proposedFlag('red'), schema: 1 }],
      [{ ...agreedTo(0), schema: 1 }],
      [{ type: 'FlagActDeclined', schema: 1, data: { proposal: 0, reason: 'x' } }],
    ])
      expect(flag.concerned(history, news).organizations).toEqual([WARD]);
  });

  it('is told with the sentences of its acts', () => {
    const names = namesIn(told, [], NO_NAMES);
    const said = sentenceOf(told, { ...proposedFlag('red'), revision: 0 }, () => undefined, names);
    expect(said.vi).toBe('Đề nghị, cần 3 người khác nhau: Kéo cờ red');
    expect(said.en).toBe('Proposed, which takes 3 different persons: Raised red');
  });
});

describe('whatever some persons send in whatever order', () => {
  it('every act in effect was taken by three different persons', () => {
    const step = fc.record({
      by: fc.integer({ min: 1, max: 4 }),
      what: fc.constantFrom('raise', 'annul', 'mark', 'agree', 'agree', 'agree', 'decline'),
      entry: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 })),
    });
    let carriedOut = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let history: History<{ readonly up: boolean; readonly marks: number }> = flag.empty;
        const actors: number[] = [];
        for (const { by, what, entry } of steps) {
          const took = proposalsIn('Flag', history.events).find((one) => one.entry === entry)?.taken ?? [];
          const { facts } = agreeing(
            history.size,
            took.map(({ revision }) => actors[revision] ?? 0),
            by,
          );
          const command = {
            raise: raise('red'),
            annul: { type: 'AnnulEntry', data: { corrects: entry, reason: 'x' } },
            mark: { type: 'MarkFlag', data: {} },
            agree: agree(entry),
            decline: { type: 'DeclineFlagAct', data: { proposal: entry, reason: 'x' } },
          }[what] as Parameters<typeof flag.handle>[0];
          const actor = { id: person(by), role: 'clerk', organizationId: null, delegationId: null };
          const stream = streamId('flag', WARD);
          const context: Context = { now: instant(new Date()), actor, facts, stream, newId: () => WARD };
          try {
            const news = flag.handle(command, history, context);
            history = flag.append(
              history,
              news.map((event, i) => ({ ...event, revision: history.size + i })),
            );
            actors.push(...news.map(() => by));
          } catch (error) {
            if (!(error instanceof Rejection)) throw error;
          }
        }
        for (const { type, revision } of history.events) {
          if (!type.startsWith('FlagRaised')) continue;
          const proposal = (history.events[revision - 1]?.data as { proposal: number }).proposal;
          const took = proposalsIn('Flag', history.events).find((one) => one.entry === proposal)?.taken ?? [];
          carriedOut++;
          expect(new Set(took.map((event) => actors[event.revision])).size).toBe(3);
        }
        for (const one of proposalsIn('Flag', history.events))
          if (isPending(one)) expect(one.taken.length).toBeLessThan(3);
      }),
      { numRuns: rounds(5000, 1000) },
    );
    expect(carriedOut).toBeGreaterThan(0);
  });
});
