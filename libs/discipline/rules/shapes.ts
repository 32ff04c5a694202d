import { z } from 'zod';
import { Body, Paper, Post, taken, takenShape, withSignedAs, withTaken } from '#features/papers';
import { DisciplineForm, ruleSetOn, SubjectClass } from '#features/rulebook';
import { PlainDate } from '#kernel/dates';
import { type DataOf, v1, v2 } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import { sealed } from '#kernel/sealed';
import { text } from '#kernel/text';
import { Change, NotImposedReason, PostponementReason, SourceCode, Stage } from '../codes.js';
import { Votes } from './ballot.js';

export const Note = text(4000);
export const Subject = z.strictObject({
  class: SubjectClass,
  organizationId: Uuid,
  /** A person is known here by an id only. */
  memberId: Uuid.nullable().default(null),
  /** Of the committee at the level of the deciding body; null: not stated. */
  isCommitteeMember: z.boolean().nullable().default(null),
});
export type Subject = z.output<typeof Subject>;
/** The engagement whose conclusion asks for discipline, or another source. */
export const Source = z.union([
  z.strictObject({ engagementId: Uuid, subjectId: Uuid.nullable().default(null) }),
  z.strictObject({ other: SourceCode }),
]);
export type Source = z.output<typeof Source>;
const RuleSetId = z.string().regex(/^[A-Z0-9][A-Z0-9+-]{0,39}$/);
const Entitled = z.int().min(1).max(1_000_000);

const sealedNote = sealed(Note, 'case').nullable();
const sealedForm = sealed(DisciplineForm.describe('code of the list "discipline-forms"'), 'person').nullable();
const sealedPosts = sealed(z.array(Post).describe('codes of the list "posts"'), 'person').nullable();
const opening = { subject: Subject, source: Source, openedOn: PlainDate.nullable(), sealedNote };
const ballot = {
  body: Body,
  heldOn: PlainDate.nullable(),
  stage: Stage,
  entitled: Entitled,
  present: Entitled.nullable(),
  votes: Votes.nullable(),
  sealedVotes: sealed(Votes.describe('votes by form'), 'person').nullable(),
};
const decision = {
  form: DisciplineForm.nullable(),
  sealedForm,
  sealedPosts,
  decidingBody: Body,
  votedOn: PlainDate.nullable(),
  signedOn: PlainDate.nullable(),
  document: Paper,
};
const notImposed = {
  on: PlainDate.nullable(),
  reason: NotImposedReason.nullable(),
  sealedReason: sealed(NotImposedReason.describe('code of the list "not-imposed-reasons"'), 'person').nullable(),
  sealedNote,
};
const postponement = {
  on: PlainDate,
  reason: PostponementReason.nullable(),
  sealedReason: sealed(PostponementReason.describe('code of the list "postponement-reasons"'), 'person').nullable(),
  until: PlainDate.nullable(),
};
const change = {
  changedOn: PlainDate,
  by: Body,
  how: Change,
  form: DisciplineForm.nullable(),
  sealedForm,
  sealedPosts,
  document: Paper,
};

export const events = {
  DisciplineCaseOpened: v1({ ...opening, ruleSetIdAtOpening: RuleSetId.nullable() }),
  BallotCounted: v1({ ...ballot, ballotId: Uuid }),
  DisciplineDecided: v2({ ...decision, signedAs: takenShape.signedAs, ruleSetId: RuleSetId.nullable() }, withSignedAs),
  DecisionAnnounced: v1({ announcedOn: PlainDate }),
  DecisionReceived: v1({ receivedOn: PlainDate }),
  DisciplineNotImposed: v1(notImposed),
  DisciplinePostponed: v1(postponement),
  DecisionChanged: v2({ ...change, ...takenShape }, withTaken),
};
export type Events = typeof events;

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

/** Something that stands in a case, with the entry that says so. */
export type Entry<K extends keyof Events> = DataOf<Events[K]> & { readonly entry: number };

/** What stands in a case. Entries that exclude each other are both here: `possible` refuses them. */
export interface Case {
  /** Null: never opened, or the opening was annulled and the whole case with it. */
  readonly opened: Entry<'DisciplineCaseOpened'> | null;
  readonly ballots: readonly Entry<'BallotCounted'>[];
  readonly decisions: readonly Entry<'DisciplineDecided'>[];
  readonly announcements: readonly Entry<'DecisionAnnounced'>[];
  readonly receipts: readonly Entry<'DecisionReceived'>[];
  readonly notImposed: readonly Entry<'DisciplineNotImposed'>[];
  readonly postponements: readonly Entry<'DisciplinePostponed'>[];
  readonly changes: readonly Entry<'DecisionChanged'>[];
}

/**
 * The rule set of discipline by which a decision is judged: that of the vote, else of the signing (docs/domain.md 0.2,
 * U).
 */
export const ruleSetOfDecision = (d: { votedOn: PlainDate | null; signedOn: PlainDate | null }): string | null => {
  const day = d.votedOn ?? d.signedOn;
  return day && (ruleSetOn('KL', day)?.id ?? null);
};
