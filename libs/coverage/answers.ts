import { z } from 'zod';
import { DENOMINATORS, Rule, RuleNamed } from '#features/counting-rules';
import { OrganizationType } from '#features/organizations';
import { BODIES, KINDS } from '#features/papers';
import { codesOf } from '#kernel/text';
import { CLAUSES, ENDINGS, EXCLUSIONS, LINEAGES, STATES } from './codes.js';

/** Response schemas of coverage, for the OpenAPI document. */
const Kind = z.enum(codesOf(KINDS));
const Denominator = z.enum(codesOf(DENOMINATORS));
const Percent = z
  .string()
  .nullable()
  .describe(
    'Two decimals, truncated and not rounded, so that 100.00 means every organization; null: there is no organization to cover',
  );

const Figure = z
  .strictObject({
    denominator: Denominator,
    covered: z.int().describe('Covered organizations, by the verb of the counting rule'),
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
    .describe('Turns (lượt) of members; null: so few that the number could identify a person'),
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

const unconfirmed = z
  .int()
  .describe(
    'Number of engagements that count and of which no second person has confirmed all counted entries against the papers',
  );

const counted = {
  covered: z.int(),
  total: z.int(),
  percent: Percent,
  decimals: z.literal(2),
  uncovered: z.int(),
  inspected: z.int(),
  supervised: z.int(),
  both: z.int(),
  unconfirmed,
  provisional: z
    .boolean()
    .describe(
      'Whether the figure is provisional, because no body has approved the counting rule, or because the store is still being set up',
    ),
  alternatives: z
    .array(Figure)
    .describe('The figure for ALL, DIRECT and CELLS, and for the list of the rule if it has one'),
  states: z
    .record(z.enum(codesOf(STATES)), z.int())
    .describe(
      'Number of organizations in each state: every organization that belonged to the scope at some time of the term, or is in the denominator, is counted once. `covered` is COVERED and INHERITED, `total` also UNCOVERED; the others are not in the denominator',
    ),
  counters: z
    .strictObject({
      ...turns,
      distinctOrganizations: z.int().describe('Number of distinct organizations that were subjects'),
      distinctMembers: z
        .int()
        .nullable()
        .describe(
          'Number of distinct members that were subjects; null: so few that the number could identify a person',
        ),
      byVerb: z.strictObject({ INSPECTION: Turns, SUPERVISION: Turns }),
      byKind: z.partialRecord(Kind, Turns),
    })
    .describe('Operations, turns and distinct organizations, which are never added together'),
  depth: z
    .strictObject({
      organizationTurns: z.int(),
      withFaults: z.int().describe('Turns in which a fault was found'),
      remedies: z.strictObject({ asked: z.int(), done: z.int(), overdue: z.int(), open: z.int() }),
    })
    .nullable()
    .describe('null: the caller may not read about all organizations'),
  pace: z
    .strictObject({
      elapsedShare: z.string().describe('Elapsed share of the term in percent, truncated'),
      evenPace: z.int().describe('Number of organizations that would be covered by now at an even pace'),
      neededPerYear: z
        .int()
        .nullable()
        .describe('Organizations per year needed to cover the rest; null: no day is left'),
    })
    .nullable()
    .describe(
      'null: the term has neither a known nor an assumed last day, has not begun, or the answer is about several terms',
    ),
  excluded: z
    .array(
      z.strictObject({
        reason: z.enum(codesOf(EXCLUSIONS)),
        engagements: z.int().describe('Number of engagements of which no subject counts'),
        turns: z.int(),
      }),
    )
    .describe(
      'What does not count, by the first reason that applies. Routine supervision and self-inspection are not acts and do not appear here',
    ),
  term: TermOf.nullable().describe('null: the answer is about several terms, or days were given instead of a term'),
  withoutTerm: z.array(z.uuid()).describe('Registers without a known term; their organizations are left out'),
};

const lag = z
  .int()
  .describe('Number of recorded events that the answer does not include yet; 0 for a question about the past');
const lagSeconds = z
  .int()
  .nullable()
  .describe(
    'Entries recorded in this many seconds before `knownAt` may be missing, because the figures are behind the log or the log cannot be read; 0: none is missing; null: not known',
  );
export const coverageAnswer = {
  ...counted,
  rule: RuleNamed,
  lag,
  lagSeconds,
  organizations: z.string().describe('Address of the list of organizations behind the figure'),
};
export const whatIfAnswer = {
  ...counted,
  rule: Rule,
  inForce: Figure.extend({ rule: RuleNamed }).describe(
    'The figure for the same question by the counting rule in force',
  ),
};

const OrganizationState = z.enum(['COVERED', 'UNCOVERED', 'NOT_COUNTED']);
export const termWhatIfAnswer = {
  organizationId: z.uuid().describe('The ward'),
  now: Figure.nullable().describe('The figure as it is; null: no term is recorded for the day'),
  withTerm: Figure.nullable().describe('The figure with the change; null: the day would fall in no term'),
  changed: z.int().describe('Number of organizations in `organizations`'),
  organizations: z
    .array(
      z
        .strictObject({
          organizationId: z.uuid(),
          name: z.string(),
          now: OrganizationState,
          withTerm: OrganizationState,
        })
        .meta({ id: 'ChangedOrganization' }),
    )
    .describe('The organizations whose coverage changes, by name'),
  overlaps: z
    .array(z.strictObject({ termId: z.uuid(), name: z.string() }).meta({ id: 'OverlappedTerm' }))
    .describe('Other terms of the ward that would share a day with the term; such a change is refused'),
  sentence: z.strictObject({ vi: z.string(), en: z.string() }),
  rule: RuleNamed,
};

const Act = z
  .strictObject({
    engagementId: z.uuid(),
    subjectId: z.uuid(),
    kind: Kind,
    body: z.enum(codesOf(BODIES)),
    concludedOn: z.string().nullable().describe('The day of the conclusion; null: none, or its day is unknown'),
    countsOn: z.string().describe('The day on which the act counts, by the milestone of the counting rule'),
    clause: z.enum(codesOf(CLAUSES)),
    lineage: z.enum(codesOf(LINEAGES)).nullable(),
    through: z.array(z.uuid()).describe('From the direct predecessor to the organization that the act reached'),
    subjectOrganizationId: z.uuid(),
    confirmed: z
      .boolean()
      .describe('Whether a second person has confirmed all entries of the engagement that count against the papers'),
    afterEnd: z.boolean().describe('Whether the act is dated after the end of the organization that it reached'),
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
        state: z.enum(codesOf(STATES)).describe('Where the organization stands'),
        ended: z
          .strictObject({
            on: z.string(),
            how: z.enum(codesOf(ENDINGS)),
            into: z
              .array(z.strictObject({ organizationId: z.uuid(), name: z.string() }).meta({ id: 'OrganizationArisen' }))
              .describe('The organizations that arose from it, or that absorbed it'),
          })
          .nullable()
          .describe('How the organization ended, if it is left out of the denominator and has ended'),
        by: Act.nullable().describe(
          'The act that covers the organization; of several, the earliest by day, then by order of recording',
        ),
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
      unconfirmed,
      evenPace: z.int().nullable(),
    }),
  ),
  rule: RuleNamed,
};
