import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import { Can } from '#platform/http/actor';
import { Answers } from '#platform/http/openapi';
import { BODY_PLACES } from './body-places.js';
import { Confidence, DisciplineForm, Family, SubjectClass } from './codes.js';
import { disciplineForms, effectRule, lapseRule } from './discipline-rules.js';
import { inForceOn, RULE_SETS, type RuleSet, ruleSetOn } from './rule-sets.js';

const RuleSetsQuery = z.strictObject({
  on: PlainDate.optional().describe('Only the rule sets in force on this day'),
});

const Words = z.strictObject({ vi: z.string(), en: z.string() });
const sourced = {
  source: z.string(),
  article: z.string().nullable(),
  confidence: Confidence,
  note: Words.nullable(),
};
const NotSet = z.strictObject({ notSet: z.literal(true), because: Words }).meta({ id: 'NotSet' });
const Lapse = z.strictObject({
  months: z.int(),
  from: z.literal('ANNOUNCEMENT'),
  exceptForms: z.array(DisciplineForm),
  earlierTimeCounts: z.boolean(),
  ...sourced,
});
const Effect = z.strictObject({ from: z.enum(['SIGNING', 'ANNOUNCEMENT']), ...sourced });

export const RuleSetsAnswer = z
  .strictObject({
    on: z.string().nullable(),
    inForce: z
      .array(
        z.strictObject({
          family: Family,
          ruleSetId: z.string().nullable().describe('The rule set in force; null: not established'),
        }),
      )
      .nullable()
      .describe('The rule set of each family in force on the day asked about; null: no day was given'),
    ruleSets: z.array(
      z
        .strictObject({
          id: z.string(),
          family: Family,
          title: Words,
          from: z.string().nullable(),
          to: z.string().nullable().describe('Last day in force; null: still in force, or not known'),
          established: z
            .boolean()
            .describe('Whether both days are established; a set for which they are not is never chosen for a day'),
          ...sourced,
          lapse: z
            .union([Lapse, NotSet])
            .optional()
            .describe('When a disciplinary decision lapses; for family KL only'),
          effect: z
            .strictObject({ general: z.union([Effect, NotSet]), byCell: z.union([Effect, NotSet]) })
            .optional()
            .describe('From when a decision takes effect; for family KTGS only'),
        })
        .meta({ id: 'RuleSet' }),
    ),
    disciplineForms: z.array(
      z.strictObject({
        subject: SubjectClass,
        forms: z.array(z.strictObject({ form: DisciplineForm, ...sourced })).describe('Lightest first'),
      }),
    ),
    bodyPlaces: z
      .array(
        z
          .strictObject({
            bodies: z.array(z.string()).describe('codes of the list "bodies"'),
            types: z.array(z.string()).describe('codes of the list "organization-types"'),
            verdict: z.enum(['USUAL', 'UNUSUAL']),
            from: z.string().nullable(),
            to: z.string().nullable().describe('Last day on which the row applies; null: still applies'),
            ...sourced,
          })
          .meta({ id: 'BodyPlace' }),
      )
      .describe(
        'Which bodies stand in which kinds of organization; what is not listed is not known. A mismatch is a warning',
      ),
  })
  .meta({ id: 'RuleSets' });

/** The rules of computation, with their sources. An unverified rule is shown as not set. */
@Controller('api/rule-sets')
export class RuleSetsController {
  @Get()
  @Can('read:rule-sets')
  @Answers(RuleSetsAnswer)
  ruleSets(@Query({ schema: RuleSetsQuery }) { on }: z.output<typeof RuleSetsQuery>) {
    return {
      on: on ?? null,
      inForce: on ? Family.options.map((family) => ({ family, ruleSetId: ruleSetOn(family, on)?.id ?? null })) : null,
      ruleSets: RULE_SETS.filter((set) => on === undefined || inForceOn(set, on)).map(withValues),
      disciplineForms: SubjectClass.options.map((subject) => ({ subject, forms: disciplineForms(subject) })),
      bodyPlaces: BODY_PLACES.filter(
        ({ from, to }) => on === undefined || ((from === null || from <= on) && (to === null || on <= to)),
      ),
    };
  }
}

const withValues = (set: RuleSet) => ({
  ...set,
  ...(set.family === 'KL' ? { lapse: lapseRule(set.id) } : {}),
  ...(set.family === 'KTGS'
    ? { effect: { general: effectRule(set.id, false), byCell: effectRule(set.id, true) } }
    : {}),
});
