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
    endAssumed: z
      .boolean()
      .describe('Whether the last day is an assumption; the term then goes on past it until its end is recorded'),
    targets: z.array(
      z.strictObject({
        targetId: z.uuid(),
        number: z.string(),
        wording: z.string(),
        measure: TargetMeasure,
        atLeastPercent: z.string().nullable(),
      }),
    ),
    overlaps: z
      .array(z.uuid())
      .describe('Other terms of the ward that share a day with this term: at least one of the terms is wrong'),
    current: z.boolean().describe('Whether the day asked about falls in this term'),
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
        mark: Words.describe('What each of these figures is: a total without detail'),
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
