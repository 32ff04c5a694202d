import type { DisciplineForm, SubjectClass } from '#features/rulebook';
import { plainDate, type PlainDate } from '#kernel/dates';
import type { DataOf } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import { seal } from '#kernel/seal';
import type { SealedText } from '#kernel/sealed';
import type { Change } from './codes.js';
import type { Events } from './case-events.js';
import { ruleSetOfDecision } from './rules/shapes.js';

/** Helpers for specs: short builders of the events and commands of a discipline case. */
export const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
export const day = (on: string): PlainDate => plainDate(on);
const orNull = (on: string | null): PlainDate | null => (on === null ? null : day(on));

/** A well-formed sealed value; deciders check its form only. */
export const hidden = (content = 'x'): SealedText => {
  const place = { log: id(1), stream: 'x', eventId: id(2), type: 'X', schema: 1, field: 'x' };
  return seal(content, Buffer.alloc(32, 1), id(3), place);
};

export const WARD = id(10);
export const CELL = id(11);
export const MEMBER = id(12);
const noPaper = { number: null, signedOn: null };
export const body = (kind: DataOf<Events['DisciplineDecided']>['decidingBody']['body'] = 'STANDING_COMMITTEE') => ({
  organizationId: kind === 'CELL' ? CELL : WARD,
  body: kind,
  name: null,
});

interface GivenOf<K extends keyof Events> {
  type: K;
  data: DataOf<Events[K]>;
}

export const opened = (
  subjectClass: SubjectClass = 'OFFICIAL_MEMBER',
  on: string | null = '2025-08-20',
): GivenOf<'DisciplineCaseOpened'> => ({
  type: 'DisciplineCaseOpened',
  data: {
    subject: {
      class: subjectClass,
      organizationId: CELL,
      isCommitteeMember: null,
      memberId: subjectClass === 'ORGANIZATION' ? null : MEMBER,
    },
    source: { other: 'CELL_PROPOSAL' },
    openedOn: orNull(on),
    sealedNote: null,
    ruleSetIdAtOpening: on === null ? null : on < '2026-04-11' ? 'KTGS-296' : 'KTGS-21',
  },
});

/** A decision on an organization if a form is given, else on a person. */
export const decided = (
  votedOn: string | null,
  signedOn: string | null,
  form: DisciplineForm | null = null,
  by = body(),
): GivenOf<'DisciplineDecided'> => {
  const days = { votedOn: orNull(votedOn), signedOn: orNull(signedOn) };
  return {
    type: 'DisciplineDecided',
    data: {
      form,
      sealedForm: form ? null : hidden(),
      sealedPosts: form ? null : hidden('[]'),
      decidingBody: by,
      ...days,
      document: noPaper,
      signedAs: null,
      ruleSetId: ruleSetOfDecision(days),
    },
  };
};
export const announced = (on: string): GivenOf<'DecisionAnnounced'> => ({
  type: 'DecisionAnnounced',
  data: { announcedOn: day(on) },
});
export const received = (on: string): GivenOf<'DecisionReceived'> => ({
  type: 'DecisionReceived',
  data: { receivedOn: day(on) },
});
export const notImposed = (on: string | null): GivenOf<'DisciplineNotImposed'> => ({
  type: 'DisciplineNotImposed',
  data: { on: orNull(on), reason: null, sealedReason: hidden(), sealedNote: null },
});
export const postponed = (on: string, until: string | null = null): GivenOf<'DisciplinePostponed'> => ({
  type: 'DisciplinePostponed',
  data: { on: day(on), reason: null, sealedReason: hidden(), until: orNull(until) },
});
export const changed = (on: string, how: Change, form: DisciplineForm | null = null): GivenOf<'DecisionChanged'> => {
  const anew = form === null && (how === 'RAISED' || how === 'LOWERED');
  return {
    type: 'DecisionChanged',
    data: {
      changedOn: day(on),
      by: body('COMMITTEE'),
      how,
      form,
      document: noPaper,
      metOn: null,
      signedAs: null,
      sealedForm: anew ? hidden() : null,
      sealedPosts: anew ? hidden('[]') : null,
    },
  };
};
export const counted = (
  totals: { entitled: number; present?: number },
  votes: DataOf<Events['BallotCounted']>['votes'] = null,
): GivenOf<'BallotCounted'> => ({
  type: 'BallotCounted',
  data: {
    ballotId: id(20),
    body: body('CELL'),
    heldOn: day('2025-09-01'),
    stage: 'DECIDING',
    entitled: totals.entitled,
    present: totals.present ?? null,
    votes,
    sealedVotes: votes ? null : hidden(),
  },
});

/** The command that records the given event. */
const ordered = <T extends string, D>(type: T, { data }: { data: D }) => ({ type, data });
export const open = (...of: Parameters<typeof opened>) => {
  const { subject, source, openedOn, sealedNote } = opened(...of).data;
  return ordered('OpenDisciplineCase', { data: { subject, source, openedOn, sealedNote } });
};
export const decide = (...of: Parameters<typeof decided>) => {
  const { form, sealedForm, sealedPosts, decidingBody, votedOn, signedOn, document, signedAs } = decided(...of).data;
  return ordered('DecideDiscipline', {
    data: { form, sealedForm, sealedPosts, decidingBody, votedOn, signedOn, document, signedAs },
  });
};
export const announce = (...of: Parameters<typeof announced>) => ordered('AnnounceDecision', announced(...of));
export const handOver = (...of: Parameters<typeof received>) => ordered('HandOverDecision', received(...of));
export const imposeNone = (...of: Parameters<typeof notImposed>) => ordered('ImposeNoDiscipline', notImposed(...of));
export const postpone = (...of: Parameters<typeof postponed>) => ordered('PostponeDiscipline', postponed(...of));
export const change = (...of: Parameters<typeof changed>) => ordered('ChangeDecision', changed(...of));
export const count = (...of: Parameters<typeof counted>) => {
  const { body: by, heldOn, stage, entitled, present, votes, sealedVotes } = counted(...of).data;
  return ordered('CountBallot', { data: { body: by, heldOn, stage, entitled, present, votes, sealedVotes } });
};
export const annul = (corrects: number) => ({
  type: 'AnnulEntry' as const,
  data: { corrects, reason: 'ghi nhận nhập sai' },
});
export const correct = (
  corrects: number,
  ...changes: { field: string; from: string | number | null; to: string | number | null }[]
) => ({ type: 'CorrectEntry' as const, data: { corrects, reason: 'ghi nhận nhập sai', changes } });
