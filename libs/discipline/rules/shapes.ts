import { z } from 'zod';
import { Body, Paper, Post } from '#features/papers';
import { DisciplineForm, ruleSetOn, SubjectClass } from '#features/rulebook';
import { PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { sealed } from '#kernel/sealed';
import { text } from '#kernel/text';
import { Change, NotImposedReason, PostponementReason, SourceCode, Stage } from '../codes.js';
import { Votes } from './ballot.js';

export const Note = text(4000);
export const Subject = z.strictObject({
  class: SubjectClass,
  organizationId: Uuid,
  /** The person, known here only by this id; null for an organization. */
  memberId: Uuid.nullable().default(null),
  /** Whether the person is a member of the committee at the level of the deciding body; null: not stated. */
  isCommitteeMember: z.boolean().nullable().default(null),
});
export type Subject = z.output<typeof Subject>;
/** The engagement whose conclusion proposes discipline, or another source. */
export const Source = z.union([
  z.strictObject({ engagementId: Uuid, subjectId: Uuid.nullable().default(null) }),
  z.strictObject({ other: SourceCode }),
]);
export type Source = z.output<typeof Source>;
export const RuleSetId = z.string().regex(/^[A-Z0-9][A-Z0-9+-]{0,39}$/);
const Entitled = z.int().min(1).max(1_000_000);

const sealedNote = sealed(Note, 'case').nullable();
const sealedForm = sealed(DisciplineForm.describe('code of the list "discipline-forms"'), 'person').nullable();
const sealedPosts = sealed(z.array(Post).describe('codes of the list "posts"'), 'person').nullable();
export const opening = { subject: Subject, source: Source, openedOn: PlainDate.nullable(), sealedNote };
export const ballot = {
  body: Body,
  heldOn: PlainDate.nullable(),
  stage: Stage,
  entitled: Entitled,
  present: Entitled.nullable(),
  votes: Votes.nullable(),
  sealedVotes: sealed(Votes.describe('votes by form'), 'person').nullable(),
};
export const decision = {
  form: DisciplineForm.nullable(),
  sealedForm,
  sealedPosts,
  decidingBody: Body,
  votedOn: PlainDate.nullable(),
  signedOn: PlainDate.nullable(),
  document: Paper,
};
export const notImposed = {
  on: PlainDate.nullable(),
  reason: NotImposedReason.nullable(),
  sealedReason: sealed(NotImposedReason.describe('code of the list "not-imposed-reasons"'), 'person').nullable(),
  sealedNote,
};
export const postponement = {
  on: PlainDate,
  reason: PostponementReason.nullable(),
  sealedReason: sealed(PostponementReason.describe('code of the list "postponement-reasons"'), 'person').nullable(),
  until: PlainDate.nullable(),
};
export const change = {
  changedOn: PlainDate,
  by: Body,
  how: Change,
  form: DisciplineForm.nullable(),
  sealedForm,
  sealedPosts,
  document: Paper,
};

/**
 * The rule set of discipline in force on the day of the vote, or on the day of the signing if that of the vote is
 * unknown (docs/domain.md 0.2, U).
 */
export const ruleSetOfDecision = (d: { votedOn: PlainDate | null; signedOn: PlainDate | null }): string | null => {
  const day = d.votedOn ?? d.signedOn;
  return day && (ruleSetOn('KL', day)?.id ?? null);
};
