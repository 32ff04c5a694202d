import { countingRule } from '#features/counting-rules';
import { disciplineCase } from '#features/discipline';
import { engagement } from '#features/engagements';
import { periodClosing } from '#features/periods';
import type { confirmed, RETURN_GROUNDS, returned } from '#kernel/confirmation';
import type { DataOf, Declarations } from '#kernel/event';
import type { EffectiveEvent, RowChange } from '#platform/projections/changes';
import {
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

const tables = {
  /** Every entry of a record. Its rows are opened and closed whenever something is recorded, corrected or annulled. */
  entries: facts({ recordKind: textOf<RecordKind>() }),
  verdicts: facts({
    outcome: textOf<'CONFIRMED' | 'RETURNED'>(),
    upTo: int,
    by: uuid,
    ground: nullable(textOf<keyof typeof RETURN_GROUNDS>()),
    wrong: jsonOf<readonly number[]>(),
  }),
};
interface Entries {
  readonly entries: WriterOf<typeof tables.entries>;
}
interface Verdicts {
  readonly verdicts: WriterOf<typeof tables.verdicts>;
}

const entriesOf = (events: Declarations, recordKind: RecordKind) =>
  Object.fromEntries(
    Object.keys(events).map((type) => [
      type,
      (e: EffectiveEvent, { entries }: Entries): RowChange => entries.put(e, { recordKind }),
    ]),
  );
const confirmation = (e: EffectiveEvent<DataOf<typeof confirmed>>, { verdicts }: Verdicts) =>
  verdicts.put(e, { outcome: 'CONFIRMED', upTo: e.data.upTo, by: e.actor.id, ground: null, wrong: [] });
const sendingBack = (e: EffectiveEvent<DataOf<typeof returned>>, { verdicts }: Verdicts) => {
  const { upTo, ground, entries: wrong } = e.data;
  return verdicts.put(e, { outcome: 'RETURNED', upTo, by: e.actor.id, ground, wrong });
};

/** What was recorded when, and what a second person said of it; of neither a word of the content. */
export const confirmations = projection({
  name: 'confirmations',
  version: 2,
  of: { ...engagement.events, ...disciplineCase.events, ...countingRule.events, ...periodClosing.events },
  tables,
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
