import type { SigningCapacity } from '#features/papers';
import { date, facts, int, jsonOf, nullable, projection, text, textOf } from '#platform/projections/projection';
import { countingRule } from './counting-rule.js';
import type { CountingRule } from './rule.js';
/** Visibility: decision 019. */
const whose = { open: 'a figure says nothing without the way in which it is counted' };

/** Every version of every counting rule, and its approval. */
export const countingRules = projection({
  name: 'countingRules',
  version: 2,
  of: countingRule.events,
  tables: {
    definitions: facts({ name: text, version: int, rule: jsonOf<CountingRule>(), effectiveFrom: date }, { whose }),
    approvals: facts(
      {
        version: int,
        approvingBody: text,
        decisionNumber: nullable(text),
        signedOn: nullable(date),
        approvedOn: date,
        signedAs: nullable(textOf<SigningCapacity>()),
      },
      { whose },
    ),
  },
  // Verdicts of a second person are in the read model `confirmations`.
  ignore: [
    'CountingRuleActProposed',
    'CountingRuleActAgreed',
    'CountingRuleActDeclined',
    'CountingRuleConfirmed',
    'CountingRuleReturned',
  ],
  on: {
    CountingRuleDefined: (e, { definitions }) => definitions.put(e, e.data),
    CountingRuleApproved: (e, { approvals }) => {
      const { version, approvingBody, decision, approvedOn, signedAs } = e.data;
      const { number: decisionNumber, signedOn } = decision;
      return approvals.put(e, { version, approvingBody, decisionNumber, signedOn, approvedOn, signedAs });
    },
  },
});
