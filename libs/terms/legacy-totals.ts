import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { decider } from '#kernel/decider';
import { companionOf } from '#kernel/effective';
import { type DataOf, v1 } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import { text } from '#kernel/text';
import { LegacyActor, LegacyUnit } from './codes.js';
import { refuse } from './refusals.js';

export const LegacyLine = z.strictObject({
  code: z.string().regex(/^[A-Z][A-Z0-9_]{0,59}$/),
  vi: text(300),
  en: text(300),
  count: z.int().min(0).max(10_000_000),
  unit: LegacyUnit,
  by: LegacyActor.nullable().describe('Whose work the line counts; null: the source does not say'),
});
export type LegacyLine = z.output<typeof LegacyLine>;

const shape = {
  organizationId: Uuid.describe('The ward whose report gives the totals'),
  period: z.strictObject({ name: text(200) }),
  source: text(500).describe('The paper and the place in it'),
  lines: z.array(LegacyLine).min(1).max(100),
  remark: text(2000).nullable().describe('A caution about the totals, such as that they are about predecessor wards'),
};
const events = { LegacyTotalsRecorded: v1(shape) };
type Recorded = DataOf<(typeof events)['LegacyTotalsRecorded']>;

/**
 * Totals that an old report gives without naming the acts that they count (docs/domain.md 10.2). They are stored as the
 * report gives them. They do not tell which organizations they count, so no coverage can be computed from them.
 */
export const legacyTotals = decider<Recorded | null>()({
  category: 'legacyTotals',
  twins: 'none: totals are shown report by report with their source, and added to no figure',
  commands: {
    RecordLegacyTotals: z.strictObject({
      ...shape,
      lines: z
        .array(LegacyLine.extend({ by: LegacyLine.shape.by.default(null) }))
        .min(1)
        .max(100),
      remark: shape.remark.default(null),
    }),
  },
  routes: {
    ifMatch: 'optional',
    of: { RecordLegacyTotals: { path: '', name: 'record', body: 'LegacyTotalsRecord' } },
    entries: ':id',
  },
  events,
  initial: null,
  decide: {
    RecordLegacyTotals: (c, recorded) => {
      if (isDeepStrictEqual(recorded, c)) return [];
      if (recorded) refuse('TotalsRecordedAlready');
      return [{ type: 'LegacyTotalsRecorded', data: c }];
    },
  },
  evolve: { LegacyTotalsRecorded: (_, e) => e },
  concerns: { judged: 'by record', of: ({ data }) => ({ organizations: [data.organizationId], members: [] }) },
  restriction: 'none',
  depending: 'none',
  possible: (recorded, news, history) => {
    for (const event of news) {
      const companion = companionOf(event);
      const first = companion && (history.events[companion.corrects]?.data as Recorded);
      if (companion?.how === 'corrected' && first?.organizationId !== companion.data.organizationId)
        refuse('IdFixed', { field: 'organizationId' });
    }
    const codes = (recorded?.lines ?? []).map(({ code }) => code);
    const twice = codes.find((code, i) => codes.indexOf(code) < i);
    if (twice !== undefined) refuse('LineTwice', { code: twice });
  },
});
