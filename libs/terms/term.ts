import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Context } from '#kernel/command';
import { before, PlainDate } from '#kernel/dates';
import { decider } from '#kernel/decider';
import { companionOf } from '#kernel/effective';
import { type DataOf, v1 } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import { text } from '#kernel/text';
import { TargetMeasure } from './codes.js';
import { refuse } from './refusals.js';
import { overlap, type Window } from './window.js';

/** A percentage with two decimals and a point, at most `100.00`. */
export const Percent = z.string().regex(/^(100\.00|\d{1,2}\.\d{2})$/);

const opening = {
  organizationId: Uuid.describe('The ward whose term it is'),
  name: text(200),
  startsOn: PlainDate.describe('The day after the congress closed'),
  endsOn: PlainDate.nullable().describe('The last day, the one on which the next congress closes; null: not known'),
};
const target = {
  number: text(20).describe('The number of the target, as in the resolution'),
  wording: text(2000).describe('The words of the target, as in the resolution'),
  measure: TargetMeasure,
};

const events = {
  TermOpened: v1({ ...opening, startAssumed: z.boolean(), endAssumed: z.boolean() }),
  TermEnded: v1({ endsOn: PlainDate }),
  TargetSet: v1({ targetId: Uuid, ...target, atLeastPercent: Percent.nullable() }),
};
type Events = typeof events;
type Opened = DataOf<Events['TermOpened']>;
type Target = DataOf<Events['TargetSet']>;

const commands = {
  OpenTerm: z.strictObject({
    ...opening,
    endsOn: opening.endsOn.default(null),
    startAssumed: z.boolean().default(false),
    endAssumed: z.boolean().default(false),
  }),
  EndTerm: z.strictObject({ endsOn: PlainDate }),
  SetTarget: z.strictObject({ ...target, atLeastPercent: Percent.nullable().default(null) }),
};

/** The windows of the other terms, of this ward and of all others: a fact that a change of days needs. */
const OtherTerms = z.array(
  z.strictObject({
    organizationId: Uuid,
    name: z.string(),
    startsOn: PlainDate,
    endsOn: PlainDate.nullable(),
    endAssumed: z.boolean(),
  }),
);

interface Term {
  readonly opened: Opened | null;
  readonly endsOn: PlainDate | null;
  readonly targets: readonly Target[];
}

/** First and last day, as far as they are recorded; null before the opening. A recorded end overrides a stated one. */
const windowOf = ({ opened, endsOn }: Term): Window | null =>
  opened && {
    organizationId: opened.organizationId,
    startsOn: opened.startsOn,
    endsOn: endsOn ?? opened.endsOn,
    endAssumed: endsOn === null && opened.endAssumed,
  };

/** Overlaps of an old log are not refused again, so that the days can be corrected one by one. */
function refuseOverlap(was: Window | null, is: Window, others: z.output<typeof OtherTerms>): void {
  const other = others.find((one) => overlap(is, one) && !(was && overlap(was, one)));
  if (!other) return;
  const { name, startsOn, endsOn } = other;
  if (endsOn === null) return refuse('TermsOverlapOpenEnd', { name, startsOn });
  refuse('TermsOverlap', { name, startsOn, endsOn });
}

const PERSONS = 3;
/** In the set-up of a ward, before any figure is official, there are only two persons. */
const persons = (_: object, __: Term, { facts }: Context): number => (facts.setUp === true ? 2 : PERSONS);

/**
 * A term of a ward committee: its first and last day, and the targets of its resolution (docs/domain.md 3.2, 10.4).
 * Each day may be assumed until it is known. Two terms of a ward are two streams. A change of days needs the windows of
 * the other terms as the fact `otherTerms`, read while no other term changes (`TermIntake`).
 */
export const term = decider<Term>()({
  category: 'term',
  twins: 'none: terms of a ward must not overlap, so a second one is refused',
  commands,
  routes: {
    ifMatch: 'optional',
    of: {
      OpenTerm: { path: '', name: 'open', body: 'TermOpening' },
      EndTerm: { path: ':id/end', name: 'end', body: 'TermEnd' },
      SetTarget: { path: ':id/targets', name: 'setTarget', body: 'Target', makes: true },
    },
    entries: ':id',
  },
  events,
  // The days and targets of a term decide everybody's figure, so they take as many persons as a counting rule.
  takes: {
    as: 'Term',
    at: ':id',
    commands: { OpenTerm: persons, EndTerm: persons, SetTarget: persons },
    amendments: { TermOpened: PERSONS, TermEnded: PERSONS, TargetSet: PERSONS },
  },
  initial: { opened: null, endsOn: null, targets: [] },
  decide: {
    OpenTerm: (c, { opened }) => {
      if (isDeepStrictEqual(opened, c)) return [];
      if (opened) refuse('TermOpenedAlready');
      return [{ type: 'TermOpened', data: c }];
    },
    EndTerm: (c, { opened, endsOn }) => {
      if (!opened) return refuse('NoSuchTerm');
      if (endsOn === c.endsOn) return [];
      if (endsOn !== null) refuse('TermEndedAlready', { endsOn });
      return [{ type: 'TermEnded', data: c }];
    },
    SetTarget: (c, { opened, targets }, { newId }) => {
      if (!opened) return refuse('NoSuchTerm');
      const same = targets.find(({ number }) => number === c.number);
      if (same && isDeepStrictEqual(same, { targetId: same.targetId, ...c })) return [];
      return [{ type: 'TargetSet', data: { targetId: newId(0), ...c } }];
    },
  },
  evolve: {
    TermOpened: (s, opened) => ({ ...s, opened }),
    TermEnded: (s, { endsOn }) => ({ ...s, endsOn }),
    TargetSet: (s, target) => ({ ...s, targets: [...s.targets, target] }),
  },
  ahead: ['startsOn', 'endsOn'],
  concerns: {
    judged: 'by record',
    of: ({ type, data }) => ({ organizations: type === 'TermOpened' ? [data.organizationId] : [], members: [] }),
  },
  restriction: 'none',
  depending: { on: 'TermOpened' },
  possible: (state, news, history, { facts }) => {
    const { opened, endsOn, targets } = state;
    for (const event of news) {
      const companion = companionOf(event);
      if (companion?.how !== 'corrected') continue;
      const first = history.events[companion.corrects]?.data as Partial<Opened & Target>;
      const now = companion.data as Partial<Opened & Target>;
      for (const field of ['organizationId', 'targetId'] as const)
        if (first[field] !== now[field]) refuse('IdFixed', { field });
    }
    if (opened) {
      const { startsOn } = opened;
      if (opened.endAssumed && opened.endsOn === null) refuse('NoEndToAssume');
      for (const end of [opened.endsOn, endsOn])
        if (end !== null && before(end, startsOn)) refuse('EndsBeforeStart', { startsOn, endsOn: end });
      const [was, is] = [windowOf(history.state), windowOf(state)];
      if (is && !isDeepStrictEqual(was, is)) refuseOverlap(was, is, OtherTerms.parse(facts.otherTerms));
    }
    for (const [i, { number, measure, atLeastPercent }] of targets.entries()) {
      if (targets.findIndex((other) => other.number === number) < i) refuse('TargetNumberTaken', { number });
      if (measure === 'COVERAGE' && atLeastPercent === null) refuse('CoverageNeedsPercent');
    }
  },
});
