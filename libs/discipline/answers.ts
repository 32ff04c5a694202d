import { UNUSUAL_LINKS, WRONG_LINKS } from '#features/engagements';
import { z } from 'zod';
import { withoutDayShape } from '#kernel/day-ranges';
import { Body, Paper, Post, SigningCapacity } from '#features/papers';
import { Confidence, DISCIPLINE_FORMS, DisciplineForm, SubjectClass } from '#features/rulebook';
import { ErasedField } from '#kernel/erased';
import { codesOf } from '#kernel/text';
import {
  CaseStatus,
  Change,
  GAPS,
  NOT_IMPOSED_REASONS,
  NotImposedReason,
  PostponementReason,
  SourceCode,
  Stage,
} from './codes.js';
import { NAMED_CODES } from '#features/members';
import { REMARK_CODES } from './questions/remarks.js';
import { Votes } from './rules/ballot.js';

/** Response schemas of discipline cases, for the OpenAPI document. */
const day = z.string().nullable();
const entry = z.int().describe('The number of the entry, which a correction or an annulment names');
const Sentence = z.strictObject({ vi: z.string(), en: z.string() }).meta({ id: 'Sentence' });
const form = DisciplineForm.nullable().describe('null: erased (then named in `erased`), or not stated by this entry');
const erased = z.array(ErasedField).describe('The fields that can no longer be read, because their key is destroyed');
const Acting = Body.meta({ id: 'ActingBody' });
const Document = Paper.meta({ id: 'Document' });

export const EffectShape = z
  .strictObject({
    inForce: z
      .boolean()
      .nullable()
      .describe(
        'Whether the decision is in force on the day asked about; null: the recorded and verified facts do not tell',
      ),
    form: DisciplineForm.nullable().describe('The form on that day, after changes on complaint'),
    effectiveOn: day,
    endsOn: day.describe('First day on which the decision is no longer in force; null: never, or not known'),
    endedHow: z.enum(['LAPSED', 'ANNULLED']).nullable(),
    neverEnds: z.boolean(),
    endsOnUnknownBecause: Sentence.nullable(),
    ruleSet: z.string().nullable(),
    working: z.array(Sentence),
  })
  .meta({ id: 'EffectOfDecision' });

const line = {
  caseId: z.uuid(),
  subject: z.strictObject({
    class: SubjectClass,
    organizationId: z.uuid(),
    memberId: z.uuid().nullable(),
    isCommitteeMember: z.boolean().nullable(),
  }),
  source: z.strictObject({
    engagementId: z.uuid().nullable(),
    subjectId: z.uuid().nullable(),
    other: SourceCode.nullable(),
  }),
  openedOn: day,
  status: CaseStatus,
};

export const listAnswer = {
  ...withoutDayShape,
  cases: z.array(
    z
      .strictObject({
        ...line,
        form: DisciplineForm.nullable().describe('The form of the decision on the day asked about'),
        decidingBody: Acting.nullable(),
        decidedOn: day,
        erased,
        inForce: z.boolean().nullable(),
        endsOn: day,
      })
      .meta({ id: 'DisciplineCaseLine' }),
  ),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
};

const ballot = z.strictObject({
  entry,
  ballotId: z.uuid(),
  body: Acting,
  heldOn: day,
  stage: Stage,
  entitled: z.int(),
  present: z.int().nullable(),
  votes: Votes.nullable(),
  majority: z
    .strictObject({
      reached: z.enum([...codesOf(DISCIPLINE_FORMS), 'NONE']).nullable(),
      carriedOver: z.boolean(),
      working: z.array(Sentence),
    })
    .nullable()
    .describe('The result by the majority rule; it is shown only and decides nothing'),
});
const signedAs = SigningCapacity.nullable().describe('Code of the list "signing-capacities"; null: not known');
const imposed = { entry, form, posts: z.array(Post).nullable(), document: Document };

export const oneAnswer = {
  case: z
    .strictObject({
      ...line,
      entry,
      ruleSetIdAtOpening: z.string().nullable(),
      note: z.string().nullable(),
      erased,
      ballots: z.array(ballot),
      decision: z
        .strictObject({
          ...imposed,
          decidingBody: Acting,
          votedOn: day,
          signedOn: day,
          signedAs,
          ruleSetId: z.string().nullable(),
        })
        .nullable(),
      announcement: z.strictObject({ entry, announcedOn: z.string() }).nullable(),
      receipt: z.strictObject({ entry, receivedOn: z.string() }).nullable(),
      notImposed: z
        .strictObject({ entry, on: day, reason: NotImposedReason.nullable(), note: z.string().nullable() })
        .nullable(),
      postponements: z.array(
        z.strictObject({ entry, on: z.string(), reason: PostponementReason.nullable(), until: day }),
      ),
      changes: z.array(
        z.strictObject({ ...imposed, changedOn: z.string(), by: Acting, how: Change, metOn: day, signedAs }),
      ),
      effect: EffectShape,
      gaps: z.array(
        z.strictObject({ code: z.enum(codesOf(GAPS)), vi: z.string(), en: z.string() }).meta({ id: 'GapOfCase' }),
      ),
      warnings: z.array(
        z
          .strictObject({
            code: z.enum([
              'COMPETENCE',
              ...REMARK_CODES,
              ...codesOf(WRONG_LINKS),
              ...codesOf(UNUSUAL_LINKS),
              'ONE_PERSON_TWICE',
              ...NAMED_CODES,
            ]),
            vi: z.string(),
            en: z.string(),
            source: z.string().nullable().describe('null: the warning follows from the records and the register'),
            article: z.string().nullable(),
            confidence: Confidence.nullable(),
          })
          .meta({ id: 'WarningOfCase' }),
      ),
    })
    .meta({ id: 'DisciplineCase' }),
};

export const effectAnswer = { on: z.string(), effect: EffectShape };

const count = {
  decisions: z.int(),
  forms: z.record(z.enum(codesOf(DISCIPLINE_FORMS)), z.int()),
  unreadable: z.int().describe('Number of decisions whose form can no longer be read'),
};
const FormCount = z.strictObject(count).meta({ id: 'FormCount' });
const ClassSummary = z
  .strictObject({
    decided: FormCount.describe('Decisions by the form first decided'),
    distinct: z.int().describe('Number of distinct subjects of these decisions'),
    now: FormCount.describe('Decisions by their form on the day, after complaints; leaves out annulled decisions'),
    byBody: z.array(z.strictObject({ body: Body.shape.body, ...count }).meta({ id: 'FormCountOfBody' })),
    annulled: z.int(),
    inForce: z.int(),
    lapsed: z.int(),
    effectNotKnown: z.int(),
    endNotKnown: z.int(),
    withoutDay: z.int().describe('Number of decisions whose day is unknown; they are counted too'),
    notImposed: z.strictObject({
      cases: z.int(),
      reasons: z.record(z.enum(codesOf(NOT_IMPOSED_REASONS)), z.int()),
      unreadable: z.int(),
    }),
    postponed: z.int(),
    open: z.int(),
  })
  .meta({ id: 'DisciplineOfClass' });

export const summaryAnswer = { decidedFrom: day, members: ClassSummary, organizations: ClassSummary };
