import { access } from '#features/access';
import { countingRule } from '#features/counting-rules';
import { erasure } from '#features/erasure';
import { setUp } from '#features/set-up';
import { term } from '#features/terms';
import type { DataOf } from '#kernel/event';
import type { agreed, declined, proposed } from '#kernel/proposal';
import { type EffectiveEvent, facts, int, projection, uuid, type WriterOf } from '#platform/projections/projection';

const wholeStore = { wholeStore: 'who may agree is judged from the record itself; the rows are for the whole store' };
const whose = {
  byCategory: {
    [term.category]: wholeStore,
    [countingRule.category]: wholeStore,
    [erasure.category]: wholeStore,
    [access.category]: wholeStore,
    [setUp.category]: wholeStore,
  },
} as const;

const tables = {
  proposed: facts({ persons: int, by: uuid }, { whose }),
  agreed: facts({ proposal: int, by: uuid }, { whose }),
  declined: facts({ proposal: int }, { whose }),
};
interface Write {
  readonly proposed: WriterOf<typeof tables.proposed>;
  readonly agreed: WriterOf<typeof tables.agreed>;
  readonly declined: WriterOf<typeof tables.declined>;
}

const proposing = (e: EffectiveEvent<DataOf<typeof proposed>>, { proposed: rows }: Pick<Write, 'proposed'>) =>
  rows.put(e, { persons: e.data.persons, by: e.actor.id });
const agreeing = (e: EffectiveEvent<DataOf<typeof agreed>>, { agreed: rows }: Pick<Write, 'agreed'>) =>
  rows.put(e, { proposal: e.data.proposal, by: e.actor.id });
const declining = (e: EffectiveEvent<DataOf<typeof declined>>, { declined: rows }: Pick<Write, 'declined'>) =>
  rows.put(e, { proposal: e.data.proposal });

/** Who proposed, agreed or declined in which record. Holds nothing of what was proposed. */
export const proposals = projection({
  name: 'proposals',
  version: 1,
  of: {
    TermActProposed: term.events.TermActProposed,
    TermActAgreed: term.events.TermActAgreed,
    TermActDeclined: term.events.TermActDeclined,
    CountingRuleActProposed: countingRule.events.CountingRuleActProposed,
    CountingRuleActAgreed: countingRule.events.CountingRuleActAgreed,
    CountingRuleActDeclined: countingRule.events.CountingRuleActDeclined,
    ErasureActProposed: erasure.events.ErasureActProposed,
    ErasureActAgreed: erasure.events.ErasureActAgreed,
    ErasureActDeclined: erasure.events.ErasureActDeclined,
    GrantActProposed: access.events.GrantActProposed,
    GrantActAgreed: access.events.GrantActAgreed,
    GrantActDeclined: access.events.GrantActDeclined,
    SetUpActProposed: setUp.events.SetUpActProposed,
    SetUpActAgreed: setUp.events.SetUpActAgreed,
    SetUpActDeclined: setUp.events.SetUpActDeclined,
  },
  tables,
  ignore: [],
  on: {
    TermActProposed: proposing,
    TermActAgreed: agreeing,
    TermActDeclined: declining,
    CountingRuleActProposed: proposing,
    CountingRuleActAgreed: agreeing,
    CountingRuleActDeclined: declining,
    ErasureActProposed: proposing,
    ErasureActAgreed: agreeing,
    ErasureActDeclined: declining,
    GrantActProposed: proposing,
    GrantActAgreed: agreeing,
    GrantActDeclined: declining,
    SetUpActProposed: proposing,
    SetUpActAgreed: agreeing,
    SetUpActDeclined: declining,
  },
});
