import { countingRule } from '#features/counting-rules';
import { disciplineCase, disciplineCases } from '#features/discipline';
import { engagement, engagements } from '#features/engagements';
import { periodClosing } from '#features/periods';
import type { confirmed, RETURN_GROUNDS, returned } from '#kernel/confirmation';
import type { DataOf, Declarations } from '#kernel/event';
import {
  type EffectiveEvent,
  facts,
  int,
  jsonOf,
  nullable,
  projection,
  textOf,
  uuid,
  type WriterOf,
} from '#platform/projections/projection';
import type { RecordKind } from './codes.js';

/** A row is visible to readers of the record that it is about. */
const whose = {
  byCategory: {
    [engagement.category]: { with: engagements, table: 'openings' },
    [disciplineCase.category]: { with: disciplineCases, table: 'cases' },
    [countingRule.category]: {
      wholeStore: 'a way of counting is for the whole store to confirm, and no secret of anybody',
    },
    [periodClosing.category]: { id: 'organization' },
  },
} as const;

const tables = {
  /**
   * Every entry of a record. Recording an entry opens a row. Correcting it closes that row and opens another. Annulling
   * it closes the row.
   */
  entries: facts({ recordKind: textOf<RecordKind>() }, { whose }),
  verdicts: facts(
    {
      outcome: textOf<'CONFIRMED' | 'RETURNED'>(),
      upTo: int,
      by: uuid,
      ground: nullable(textOf<keyof typeof RETURN_GROUNDS>()),
      wrong: jsonOf<readonly number[]>(),
    },
    { whose },
  ),
};
interface Entries {
  readonly entries: WriterOf<typeof tables.entries>;
}
interface Verdicts {
  readonly verdicts: WriterOf<typeof tables.verdicts>;
}

/** Handlers for exactly the events declared, so that the compiler reports an event without a handler. */
const entriesOf = <E extends Declarations>(events: E, recordKind: RecordKind) => {
  const entry = (e: EffectiveEvent, { entries }: Entries) => entries.put(e, { recordKind });
  return Object.fromEntries(Object.keys(events).map((type) => [type, entry])) as Record<keyof E & string, typeof entry>;
};
const confirmation = (e: EffectiveEvent<DataOf<typeof confirmed>>, { verdicts }: Verdicts) =>
  verdicts.put(e, { outcome: 'CONFIRMED', upTo: e.data.upTo, by: e.actor.id, ground: null, wrong: [] });
const sendingBack = (e: EffectiveEvent<DataOf<typeof returned>>, { verdicts }: Verdicts) => {
  const { upTo, ground, entries: wrong } = e.data;
  return verdicts.put(e, { outcome: 'RETURNED', upTo, by: e.actor.id, ground, wrong });
};

/** When entries were recorded, and the verdicts of second persons. Holds no content of the entries. */
export const confirmations = projection({
  name: 'confirmations',
  version: 3,
  of: { ...engagement.events, ...disciplineCase.events, ...countingRule.events, ...periodClosing.events },
  tables,
  // The closing by a third person needs no comparison.
  ignore: ['PeriodClosed'],
  on: {
    ...entriesOf(engagement.events, 'ENGAGEMENT'),
    ...entriesOf(disciplineCase.events, 'DISCIPLINE_CASE'),
    ...entriesOf(countingRule.events, 'COUNTING_RULE'),
    ...entriesOf({ PeriodPrepared: periodClosing.events.PeriodPrepared }, 'PERIOD'),
    EngagementConfirmed: confirmation,
    EngagementReturned: sendingBack,
    DisciplineCaseConfirmed: confirmation,
    DisciplineCaseReturned: sendingBack,
    CountingRuleConfirmed: confirmation,
    CountingRuleReturned: sendingBack,
    PeriodConfirmed: confirmation,
    PeriodReturned: sendingBack,
  },
});
