import { z } from 'zod';
import { DENOMINATORS, Rule, RuleNamed } from '#features/counting-rules';
import { OrganizationType } from '#features/organizations';
import { BODIES, KINDS } from '#features/papers';
import { codesOf } from '#kernel/text';
import { CLAUSES, EXCLUSIONS, LINEAGES } from './codes.js';

/** Response schemas of coverage, for the OpenAPI document. */
const Kind = z.enum(codesOf(KINDS));
const Denominator = z.enum(codesOf(DENOMINATORS));
const Percent = z
  .string()
  .nullable()
  .describe('Two decimals, cut and not rounded: 100.00 means every one; null where there is nothing to cover');

const Figure = z
  .strictObject({
    denominator: Denominator,
    covered: z.int().describe('By the verb of the rule'),
    total: z.int(),
    percent: Percent,
    inspected: z.int(),
    supervised: z.int(),
    both: z.int(),
    either: z.int(),
  })
  .meta({ id: 'CoverageFigure' });

const turns = {
  engagements: z.int().describe('Operations (cuộc): one decision, one plan, one notice'),
  organizationTurns: z.int().describe('Turns (lượt) of organizations'),
  memberTurns: z
    .int()
    .nullable()
    .describe('null: so few that it would name someone')
    .describe('Turns (lượt) of members'),
};
const Turns = z.strictObject(turns).meta({ id: 'CoverageTurns' });

const TermOf = z
  .strictObject({
    termId: z.uuid(),
    name: z.string(),
    startsOn: z.string(),
    endsOn: z.string().nullable(),
    startAssumed: z.boolean(),
    endAssumed: z.boolean(),
  })
  .meta({ id: 'CoverageTerm' });

const counted = {
  covered: z.int(),
  total: z.int(),
  percent: Percent,
  decimals: z.literal(2),
  uncovered: z.int(),
  inspected: z.int(),
  supervised: z.int(),
  both: z.int(),
  provisional: z.boolean().describe('No body has approved the counting rule'),
  alternatives: z
    .array(Figure)
    .describe('ALL, DIRECT and CELLS side by side, and the list of the rule where it has one'),
  counters: z
    .strictObject({
      ...turns,
      distinctOrganizations: z.int().describe('Different organizations that were subjects'),
      distinctMembers: z.int().nullable().describe('null: likewise'),
      byVerb: z.strictObject({ INSPECTION: Turns, SUPERVISION: Turns }),
      byKind: z.partialRecord(Kind, Turns),
    })
    .describe('Never mixed: operations, turns, and different organizations'),
  depth: z
    .strictObject({
      organizationTurns: z.int(),
      withFaults: z.int().describe('Turns in which something was found wanting'),
      remedies: z.strictObject({ asked: z.int(), done: z.int(), overdue: z.int(), open: z.int() }),
    })
    .nullable()
    .describe('null: not told to whoever may not read of all organizations'),
  pace: z
    .strictObject({
      elapsedShare: z.string().describe('Of the term, in percent, cut'),
      evenPace: z.int().describe('So many would be covered by now'),
      neededPerYear: z.int().nullable().describe('null: no day is left'),
    })
    .nullable()
    .describe('null: the term has no last day known or assumed, has not begun, or there are several'),
  excluded: z
    .array(
      z.strictObject({
        reason: z.enum(codesOf(EXCLUSIONS)),
        engagements: z.int().describe('Of which nothing counts'),
        turns: z.int(),
      }),
    )
    .describe('What does not count, by the reason asked first; routine supervision and self-inspection are no acts'),
  term: TermOf.nullable().describe('null: several, or days were given'),
  withoutTerm: z.array(z.uuid()).describe('Registers without a term known: they are left out'),
};

const lag = z.int().describe('Records of the log that are not in the answer yet; 0 for a question about the past');
const lagSeconds = z
  .int()
  .nullable()
  .describe(
    'Records of so many seconds before `knownAt` may be missing: the figures are behind the log, or the log is away; 0: none; null: nobody knows',
  );
export const coverageAnswer = {
  ...counted,
  rule: RuleNamed,
  lag,
  lagSeconds,
  organizations: z.string().describe('The address of the list behind the figure'),
};
export const whatIfAnswer = {
  ...counted,
  rule: Rule,
  inForce: Figure.extend({ rule: RuleNamed }).describe('The same question by the rule in force'),
};

const Act = z
  .strictObject({
    engagementId: z.uuid(),
    subjectId: z.uuid(),
    kind: Kind,
    body: z.enum(codesOf(BODIES)),
    concludedOn: z.string().describe('The day on which it counts, by the milestone of the rule'),
    clause: z.enum(codesOf(CLAUSES)),
    lineage: z.enum(codesOf(LINEAGES)).nullable(),
    through: z.array(z.uuid()).describe('From the direct predecessor to the organization that the act reached'),
    subjectOrganizationId: z.uuid(),
    afterEnd: z.boolean().describe('Dated after that organization had ended'),
  })
  .meta({ id: 'DecidingAct' });

const organization = {
  organizationId: z.uuid(),
  name: z.string(),
  type: OrganizationType.nullable(),
  parentId: z.uuid().nullable(),
  parentName: z.string().nullable(),
  covered: z.boolean(),
};
export const organizationsAnswer = {
  organizations: z.array(
    z
      .strictObject({
        ...organization,
        by: Act.nullable().describe('The earliest act by day and record of those that cover it'),
        inspection: Act.nullable(),
        supervision: Act.nullable(),
      })
      .meta({ id: 'OrganizationCoverage' }),
  ),
  next: z.string().nullable(),
  rule: RuleNamed,
};

export const seriesAnswer = {
  series: z.array(
    z.strictObject({
      asOf: z.string(),
      covered: z.int(),
      total: z.int(),
      percent: Percent,
      inspected: z.int(),
      supervised: z.int(),
      both: z.int(),
      engagements: z.int(),
      organizationTurns: z.int(),
      distinctOrganizations: z.int(),
      evenPace: z.int().nullable(),
    }),
  ),
  rule: RuleNamed,
};
