import { z } from 'zod';
import {
  bool,
  date,
  facts,
  jsonOf,
  MIRRORED,
  nullable,
  projection,
  text,
  textOf,
  uuid,
} from '#platform/projections/projection';
import type { LegacyLine } from './legacy-totals.js';
import { legacyTotals } from './legacy-totals.js';
import { term } from './term.js';
import type { TargetMeasure } from './codes.js';
/** Visibility: decision 019. */
const whose = { open: 'terms, targets and totals of old reports are published by the ward itself' };

/** Terms of ward committees. The id of a term is the id in its stream's name. */
export const terms = projection({
  name: 'terms',
  version: 1,
  of: term.events,
  tables: {
    openings: facts(
      {
        organizationId: uuid,
        name: text,
        startsOn: date,
        endsOn: nullable(date),
        startAssumed: bool,
        endAssumed: bool,
      },
      { whose, indexes: [['organizationId'], ...MIRRORED] },
    ),
    endings: facts({ endsOn: date }, { whose, indexes: MIRRORED }),
    targets: facts(
      {
        targetId: uuid,
        number: text,
        wording: text,
        measure: textOf<z.output<typeof TargetMeasure>>(),
        atLeastPercent: nullable(text),
      },
      { whose, indexes: MIRRORED },
    ),
  },
  on: {
    TermOpened: (e, { openings }) => openings.put(e, e.data),
    TermEnded: (e, { endings }) => endings.put(e, e.data),
    TargetSet: (e, { targets }) => targets.put(e, e.data),
  },
  // A proposal has no effect; what it holds follows when everybody needed has agreed.
  ignore: ['TermActProposed', 'TermActAgreed', 'TermActDeclined'],
});

/** Totals of old reports. The id of the totals of a report is the id in their stream's name. */
export const oldTotals = projection({
  name: 'legacyTotals',
  version: 1,
  of: legacyTotals.events,
  tables: {
    totals: facts(
      {
        organizationId: uuid,
        period: text,
        source: text,
        lines: jsonOf<LegacyLine[]>(),
        remark: nullable(text),
      },
      { whose },
    ),
  },
  on: {
    LegacyTotalsRecorded: (e, { totals }) => totals.put(e, { ...e.data, period: e.data.period.name }),
  },
});
