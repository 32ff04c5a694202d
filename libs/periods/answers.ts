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
});

export const periodsAnswer = {
  organizationId: z.uuid(),
  revision: z.int().describe('Of the record, for If-Match; -1 where nothing was prepared'),
  periods: z.array(
    z
      .strictObject({
        from: z.string(),
        to: z.string(),
        status: PeriodStatus,
        entry: z.int().describe('The entry that holds the figures'),
        figures: Figures.describe('As they were prepared; of a closed period they are the published ones'),
        restated: Counted.describe('The same, of the same days and by the same way of counting, as known now'),
        hasChanged: z.boolean().describe('Whether what is known now differs from the figures'),
      })
      .meta({ id: 'PeriodClosing' }),
  ),
};
