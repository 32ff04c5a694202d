import { z } from 'zod';
import { SigningCapacity } from '#features/papers';
import { CountingRule, DEFAULT_RULE } from './rule.js';

/** Response schemas of counting rules, for the OpenAPI document. */
export const Rule = CountingRule.meta({ id: 'CountingRule' });

export const RuleNamed = z
  .strictObject({
    countingRuleId: z.uuid().nullable().describe('null: the default rule, which nobody has recorded'),
    name: z.string(),
    version: z.int(),
    approved: z
      .boolean()
      .describe('Whether a body has approved the rule; if not, every figure by this rule is provisional'),
  })
  .meta({ id: 'CountingRuleNamed' });

const Source = z.strictObject({ vi: z.string(), en: z.string(), confidence: z.enum(['V', 'S', 'U', 'L']) });
const axes = Object.fromEntries(Object.keys(DEFAULT_RULE.sources).map((axis) => [axis, Source]));

export const countingRulesAnswer = {
  inForce: RuleNamed.nullable(),
  versions: z.array(
    z
      .strictObject({
        countingRuleId: z.uuid(),
        name: z.string(),
        version: z.int(),
        rule: Rule,
        effectiveFrom: z.string(),
        approval: z
          .strictObject({
            approvingBody: z.string(),
            decision: z.strictObject({ number: z.string().nullable(), signedOn: z.string().nullable() }),
            approvedOn: z.string(),
            signedAs: SigningCapacity.nullable(),
          })
          .nullable()
          .describe('null: no body has approved it'),
      })
      .meta({ id: 'CountingRuleVersion' }),
  ),
  default: z.strictObject({
    name: z.string(),
    version: z.int(),
    rule: Rule,
    sources: z.strictObject(axes).describe('The source of each choice, and its confidence'),
  }),
};
