import { z } from 'zod';
import { NAMED_CODES } from '#features/members';
import { BodyKind, Capacity, Kind, Paper, Post, SigningCapacity } from '#features/papers';
import { ErasedField } from '#kernel/erased';
import { codesOf } from '#kernel/text';
import { withoutDayShape } from '#kernel/day-ranges';
import { DischargeReason, MILESTONES, SecrecyGrade, TeamRole } from './codes.js';
import { CLOSING_WARNING_CODES } from './questions/closing-warnings.js';
import { GAP_CODES, WARNING_CODES } from './questions/remarks.js';
import { UNUSUAL_LINKS, WRONG_LINKS } from './rules/links.js';
import { RemedyState, Status } from './questions/statuses.js';
import { ContentCode, Outcome } from './rules/outcomes.js';
import { Amount, Ruling } from './rules/shapes.js';

/** Response schemas of engagements, for the OpenAPI document. */
const day = z.string().nullable().describe('null: not known, or later than the day asked about');
const Verb = z.enum(['INSPECTION', 'SUPERVISION']);
const id = z.uuid();
const name = z
  .string()
  .nullable()
  .describe('The name on the day asked about; null: no register holds the organization');
const entry = z.int().describe('The number of the entry that states this, which a correction or an annulment names');

const decidingBody = z.strictObject({
  organizationId: id.nullable(),
  organizationName: name,
  body: BodyKind,
  name: z.string().nullable().describe('The name of a body whose organization is in no register here, else null'),
});
const common = {
  engagementId: id,
  kind: Kind,
  verb: Verb,
  decidingBody,
  decision: Paper,
  metOn: z.string().nullable().describe('The day on which the body met to decide; null: not known'),
  signedAs: SigningCapacity.nullable().describe('Code of the list "signing-capacities"; null: not known'),
  theme: z.string().nullable(),
  secrecyGrade: SecrecyGrade.nullable(),
  status: Status,
  dueOn: z.string().nullable().describe('The time limit, including extensions'),
  overdue: z.boolean(),
};
const subject = {
  subjectId: id,
  organizationId: id,
  organizationName: name,
  capacity: Capacity,
  memberId: id.nullable(),
  removedOn: day,
};

/** The marker that stands in place of a sealed value whose key is destroyed. */

export const engagementsAnswer = {
  ...withoutDayShape,
  engagements: z.array(
    z
      .strictObject({
        ...common,
        subjects: z.array(z.strictObject({ ...subject, concluded: z.boolean(), countsOn: day, revokedOn: day })),
        gaps: z.int().describe('Number of gaps: items of information that the papers lack'),
      })
      .meta({ id: 'EngagementInList' }),
  ),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
};

const opened = 'null where it was not stated, or erased: then `erased` names it';
const Remedy = z.strictObject({
  remedyId: id,
  what: z.string().nullable().describe(opened),
  dueOn: z.string().nullable(),
  state: RemedyState,
  followedUpOn: day,
});
const Conclusion = z.strictObject({
  entry,
  concludedOn: day,
  notice: Paper,
  countsOn: day.describe('Day of the notice; if that is unknown, day of the conclusion'),
  outcome: Outcome.nullable().describe(opened),
  sealed: z.boolean().describe('Whether the outcome is recorded sealed'),
  rulings: z.array(Ruling),
  amounts: z.array(Amount),
  contentCodes: z.array(ContentCode),
  workedAt: z.array(id),
  revokedOn: day,
});
const words = { vi: z.string(), en: z.string() };

export const engagementAnswer = {
  engagement: z
    .strictObject({
      ...common,
      entry,
      contentCodes: z.array(ContentCode),
      reviewPeriod: z.strictObject({ from: z.string(), to: z.string() }).nullable(),
      team: z.array(z.strictObject({ memberId: id, role: TeamRole })),
      programmeItemId: id.nullable(),
      combinedWith: id.nullable(),
      arisesFrom: z.strictObject({ engagementId: id, subjectId: id.nullable() }).nullable(),
      ruleSetId: z
        .string()
        .nullable()
        .describe('The rule set in force on the day of the decision; null: not established'),
      recordedAt: z.string(),
      revision: z.int().describe('The revision to send as If-Match; also in ETag'),
      milestones: z.array(
        z.strictObject({
          entry,
          what: z.enum(codesOf(MILESTONES)),
          happenedOn: day,
          detail: z.record(z.string(), z.unknown()),
        }),
      ),
      subjects: z.array(
        z.strictObject({
          ...subject,
          isCommitteeMember: z.boolean().nullable(),
          post: Post.nullable(),
          since: day.describe('The day from which this is a subject; null: from the decision on'),
          conclusion: Conclusion.nullable(),
          remedies: z.array(Remedy),
          discharge: z
            .strictObject({
              entry,
              dischargedOn: z.string(),
              reason: DischargeReason,
              note: z.string().nullable().describe(opened),
            })
            .nullable(),
        }),
      ),
      erased: z.array(ErasedField).describe('The fields that can no longer be read, because their key is destroyed'),
      gaps: z
        .array(z.strictObject({ code: z.enum(GAP_CODES), subjectId: id.nullable(), entry, ...words }))
        .describe('Information that the papers lack'),
      warnings: z
        .array(
          z.strictObject({
            code: z.enum([
              ...WARNING_CODES,
              ...CLOSING_WARNING_CODES,
              ...codesOf(WRONG_LINKS),
              ...codesOf(UNUSUAL_LINKS),
              'ONE_PERSON_TWICE',
              ...NAMED_CODES,
            ]),
            ...words,
            source: z.string().nullable(),
            article: z.string().nullable(),
            confidence: z.enum(['V', 'S', 'U', 'L']).nullable(),
          }),
        )
        .describe('What is unusual about the engagement; never a reason to refuse it'),
    })
    .meta({ id: 'EngagementDetails' }),
};

/** One flat row for each subject of each engagement. It never contains the outcome of a person. */
export const fact = {
  engagementId: id,
  subjectId: id,
  kind: Kind,
  verb: Verb,
  status: Status,
  bodyOrganizationId: id.nullable(),
  bodyOrganizationName: name,
  body: BodyKind,
  bodyName: z.string().nullable(),
  decisionNumber: z.string().nullable(),
  decidedOn: day,
  deployedOn: day,
  conductedOn: day,
  reportedOn: day,
  dueOn: z.string().nullable(),
  overdue: z.boolean(),
  endedOn: day.describe('Day of cancellation, conversion or closure'),
  contentCodes: z.array(ContentCode).describe('Areas of content that the decision names'),
  secrecyGrade: SecrecyGrade.nullable(),
  ruleSetId: z.string().nullable(),
  combinedWith: id.nullable(),
  arisesFromEngagementId: id.nullable(),
  organizationId: id,
  organizationName: name,
  capacity: Capacity,
  memberId: id.nullable(),
  isCommitteeMember: z.boolean().nullable(),
  post: Post.nullable(),
  since: day,
  removedOn: day,
  concluded: z.boolean(),
  concludedOn: day,
  noticeNumber: z.string().nullable(),
  noticeSignedOn: day,
  countsOn: day.describe('Day of the notice; if that is unknown, day of the conclusion'),
  outcome: Outcome.nullable().describe('The outcome of an organization; always null for a person'),
  fault: z.boolean().nullable().describe('Whether the outcome names a fault; null if outcome is null'),
  revokedOn: day,
  workedAt: z.array(id).describe('Organizations in which the team worked'),
  remedies: z.int().nullable().describe('Number of remedies required of an organization; null for a person'),
  remediesOverdue: z.int().nullable(),
};
export const factsAnswer = {
  ...withoutDayShape,
  facts: z.array(z.strictObject(fact).meta({ id: 'EngagementFact' })),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
};
