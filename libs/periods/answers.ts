import { z } from 'zod';
import { PeriodStatus } from './codes.js';
import { Figures } from './period-closing.js';

/** Response schemas of closed periods, for the OpenAPI document. */
const Counted = z.strictObject({
  total: z.int(),
  covered: z.int(),
  inspected: z.int(),
  supervised: z.int(),
  both: z.int(),
  inspections: z.int(),
  supervisions: z.int(),
  unconfirmed: z.int().describe('Number of these engagements that no second person has confirmed'),
});

export const periodsAnswer = {
  organizationId: z.uuid(),
  revision: z.int().describe('The revision of the record, to send as If-Match; -1 if no figures were ever prepared'),
  periods: z.array(
    z
      .strictObject({
        from: z.string(),
        to: z.string(),
        status: PeriodStatus,
        entry: z.int().describe('The entry that holds the figures'),
        figures: Figures.describe('The figures as prepared; those of a closed period are the published ones'),
        restated: Counted.describe('The figures of the same days by the same counting rule, as known at knownAt'),
        hasChanged: z
          .boolean()
          .describe(
            'Whether the figures as known at knownAt differ from those prepared; `unconfirmed` is not compared',
          ),
      })
      .meta({ id: 'PeriodClosing' }),
  ),
};
