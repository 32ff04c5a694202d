import { z } from 'zod';
import { Body, Capacity, Kind, Paper, Post, takenShape } from '#features/papers';
import { PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { sealed } from '#kernel/sealed';
import { text } from '#kernel/text';
import { SecrecyGrade, TeamRole } from '../codes.js';
import { AmountCode, ContentCode, Outcome, RulingCode } from './outcomes.js';

/**
 * A subject: the body of an organization, or a person, in the capacity and post held on the day. A person is identified
 * by an id only.
 */
export const SubjectNamed = z.strictObject({
  organizationId: Uuid,
  capacity: Capacity,
  memberId: Uuid.nullable().default(null),
  isCommitteeMember: z.boolean().nullable().default(null),
  post: Post.nullable().default(null),
});
export type SubjectNamed = z.output<typeof SubjectNamed>;
export const Subject = SubjectNamed.extend({ subjectId: Uuid });
export type Subject = z.output<typeof Subject>;

/** The reason, in the words of the paper. It must not hold personal data. */
export const Because = text(2000);

/** The opening of an engagement by a decision, with its subjects and its team. */
export const openingShape = {
  kind: Kind,
  decidingBody: Body,
  decision: Paper,
  ...takenShape,
  theme: text(500).nullable(),
  contentCodes: z.array(ContentCode).max(30),
  /** The past period that is examined. */
  reviewPeriod: z.strictObject({ from: PlainDate, to: PlainDate }).nullable(),
  dueOn: PlainDate.nullable(),
  team: z.array(z.strictObject({ memberId: Uuid, role: TeamRole })).max(50),
  programmeItemId: Uuid.nullable(),
  /**
   * The other engagement of the same decision, since one decision often orders both an inspection and a supervision.
   */
  combinedWith: Uuid.nullable(),
  /** The engagement, and its subject, whose conclusion led to this one. */
  arisesFrom: z.strictObject({ engagementId: Uuid, subjectId: Uuid.nullable() }).nullable(),
  secrecyGrade: SecrecyGrade.nullable(),
};
export const RuleSetId = z.string().regex(/^[A-Z0-9][A-Z0-9+-]{0,39}$/);

/** An amount of Vietnamese đồng as a decimal text: `1250000`. */
export const Amount = z.strictObject({
  what: AmountCode,
  amount: z.string().regex(/^(0|[1-9]\d{0,15})(\.\d{1,2})?$/),
  currency: z.literal('VND'),
});

/** The proposal for one disciplinary decision that was examined, with the id of its case if it is recorded here. */
export const Ruling = z.strictObject({ ruling: RulingCode, disciplineCaseId: Uuid.nullable().default(null) });

/**
 * The finding on one subject. The outcome of a person is sealed, the outcome of an organization is in clear. If both
 * fields are null, the outcome is unknown.
 */
export const findingShape = {
  outcome: Outcome.nullable(),
  sealedOutcome: sealed(Outcome.describe('code of the list "outcomes"'), 'person').nullable(),
  rulings: z.array(Ruling).max(200),
  amounts: z.array(Amount).max(50),
  contentCodes: z.array(ContentCode).max(30),
  /** Organizations in which the team actually worked. */
  workedAt: z.array(Uuid).max(200),
};

export const remedyShape = { what: sealed(text(4000), 'case'), dueOn: PlainDate.nullable() };
