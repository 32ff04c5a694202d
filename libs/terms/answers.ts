import { z } from 'zod';
import { LegacyLine } from './legacy-totals.js';
import { TargetMeasure } from './codes.js';

/** Response schemas of terms and old totals, for the OpenAPI document. */
const Term = z
  .strictObject({
    termId: z.uuid(),
    organizationId: z.uuid(),
    name: z.string(),
    startsOn: z.string(),
    endsOn: z.string().nullable().describe('Last day; null: not known'),
    startAssumed: z.boolean(),
    endAssumed: z.boolean().describe('The term goes on past an assumed end until the end is recorded'),
    targets: z.array(
      z.strictObject({
        targetId: z.uuid(),
        number: z.string(),
        wording: z.string(),
        measure: TargetMeasure,
        atLeastPercent: z.string().nullable(),
      }),
    ),
    overlaps: z.array(z.uuid()).describe('Other terms of the ward that share a day with it: one of them is wrong'),
    current: z.boolean().describe('Whether the day falls in this term'),
  })
  .meta({ id: 'Term' });
export const termsAnswer = { terms: z.array(Term) };
export const oneTermAnswer = { term: Term };

const Words = z.strictObject({ vi: z.string(), en: z.string() });
export const legacyTotalsAnswer = {
  legacyTotals: z.array(
    z
      .strictObject({
        legacyTotalsId: z.uuid(),
        organizationId: z.uuid(),
        period: z.string(),
        source: z.string(),
        mark: Words.describe('What all of these figures are'),
        lines: z.array(LegacyLine),
        sums: z.array(
          z
            .strictObject({ name: Words, value: z.int(), of: z.array(z.string()), meaning: Words })
            .meta({ id: 'LegacySum' }),
        ),
        remark: z.string().nullable(),
      })
      .meta({ id: 'LegacyTotals' }),
  ),
};
