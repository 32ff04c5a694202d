import { z } from 'zod';
import { taken } from '#features/papers';
import { ruleSetOn } from '#features/rulebook';
import { PlainDate } from '#kernel/dates';
import type { Deciding } from '#kernel/decider';
import type { Routes } from '#kernel/routes';
import type { Case, Events } from './case-events.js';
import { ballot, change, decision, notImposed, opening, postponement, ruleSetOfDecision } from './rules/shapes.js';
export const commands = {
  OpenDisciplineCase: z.strictObject(opening),
  CountBallot: z.strictObject(ballot),
  DecideDiscipline: z.strictObject({ ...decision, signedAs: taken.signedAs }),
  AnnounceDecision: z.strictObject({ announcedOn: PlainDate }),
  HandOverDecision: z.strictObject({ receivedOn: PlainDate }),
  ImposeNoDiscipline: z.strictObject(notImposed),
  PostponeDiscipline: z.strictObject(postponement),
  ChangeDecision: z.strictObject({ ...change, ...taken }),
};

export type Commands = typeof commands;

/** Paths of the commands, below `/api/discipline-cases`. */
export const routes: Routes<Commands> = {
  ifMatch: 'required',
  of: {
    OpenDisciplineCase: { path: '', name: 'open', body: 'DisciplineCaseOpening' },
    CountBallot: { path: ':id/ballots', name: 'count', body: 'Ballot' },
    DecideDiscipline: { path: ':id/decision', name: 'decide', body: 'DisciplineDecision' },
    AnnounceDecision: { path: ':id/announcement', name: 'announce', body: 'Announcement' },
    HandOverDecision: { path: ':id/receipt', name: 'handOver', body: 'ReceiptOfDecision' },
    ImposeNoDiscipline: { path: ':id/not-imposed', name: 'imposeNone', body: 'NoDiscipline' },
    PostponeDiscipline: { path: ':id/postponement', name: 'postpone', body: 'DisciplinePostponement' },
    // Records the decision of a higher body on a complaint.
    ChangeDecision: { path: ':id/change', name: 'change', body: 'DecisionChange' },
  },
  entries: ':id',
};

const InCommittee = z.literal(true).nullable().default(null);

/** The events that each command records. */
export const decide: Deciding<Commands, Case, Events> = {
  OpenDisciplineCase: ({ subject, ...c }, _, { facts }) => {
    const ruleSetIdAtOpening = c.openedOn && (ruleSetOn('KTGS', c.openedOn)?.id ?? null);
    // What the command leaves out is taken from the register of persons, as of the day of the opening.
    const isCommitteeMember = subject.isCommitteeMember ?? InCommittee.parse(facts.isCommitteeMember);
    return [
      { type: 'DisciplineCaseOpened', data: { ...c, subject: { ...subject, isCommitteeMember }, ruleSetIdAtOpening } },
    ];
  },
  CountBallot: (c, _, { newId }) => [{ type: 'BallotCounted', data: { ...c, ballotId: newId(0) } }],
  DecideDiscipline: (c) => [{ type: 'DisciplineDecided', data: { ...c, ruleSetId: ruleSetOfDecision(c) } }],
  AnnounceDecision: (data) => [{ type: 'DecisionAnnounced', data }],
  HandOverDecision: (data) => [{ type: 'DecisionReceived', data }],
  ImposeNoDiscipline: (data) => [{ type: 'DisciplineNotImposed', data }],
  PostponeDiscipline: (data) => [{ type: 'DisciplinePostponed', data }],
  ChangeDecision: (data) => [{ type: 'DecisionChanged', data }],
};
