import { byDecision } from '#features/papers';
import { onDay, type SentencesOf } from '#kernel/sentences';
import type { countingRule } from './counting-rule.js';

/** History sentences of a counting rule. */
export const countingRuleSentences: SentencesOf<typeof countingRule> = {
  CountingRuleDefined: ({ name, version, effectiveFrom }) => {
    const from = onDay(effectiveFrom);
    return {
      vi: `Lập cách tính “${name}”, bản ${version}, áp dụng từ ${from.vi}`,
      en: `Counting rule “${name}”, version ${version}, defined, to apply from ${from.en.replace(/^on /, '')}`,
    };
  },
  CountingRuleApproved: ({ version, approvingBody, decision, approvedOn, signedAs }) => {
    const [day, paper] = [onDay(approvedOn), byDecision(decision, { signedAs })];
    return {
      vi: `${approvingBody} duyệt cách tính, bản ${version}, ${day.vi}${paper.vi}`,
      en: `Version ${version} of the counting rule approved by ${approvingBody} ${day.en}${paper.en}`,
    };
  },
};
