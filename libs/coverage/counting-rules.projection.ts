import { date, facts, int, jsonOf, nullable, projection, text } from '#platform/projections/projection';
import { countingRule } from './counting-rule.js';
import type { CountingRule } from './rule.js';

/** Every version of every counting rule, and what was approved. */
export const countingRules = projection({
  name: 'countingRules',
  version: 1,
  of: countingRule.events,
  tables: {
    definitions: facts({ name: text, version: int, rule: jsonOf<CountingRule>(), effectiveFrom: date }),
    approvals: facts({
      version: int,
      approvingBody: text,
      decisionNumber: nullable(text),
      signedOn: nullable(date),
      approvedOn: date,
    }),
  },
  on: {
    CountingRuleDefined: (e, { definitions }) => definitions.put(e, e.data),
    CountingRuleApproved: (e, { approvals }) => {
      const { version, approvingBody, decision, approvedOn } = e.data;
      const { number: decisionNumber, signedOn } = decision;
      return approvals.put(e, { version, approvingBody, decisionNumber, signedOn, approvedOn });
    },
  },
});
