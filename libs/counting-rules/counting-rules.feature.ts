import { withSentences } from '#kernel/sentences';
import { commandsOf, type Feature } from '#platform/feature';
import { codeLists } from './codes.js';
import { countingRule } from './counting-rule.js';
import { CountingRulesModule } from './counting-rules.module.js';
import { countingRules } from './counting-rules.projection.js';
import { countingRuleSentences } from './sentences.js';

const verdicts = ['ConfirmCountingRule', 'ReturnCountingRule'] as const;
const approve = ['ApproveCountingRule'] as const;
const agree = ['AgreeToCountingRuleAct', 'DeclineCountingRuleAct'] as const;

export const feature = {
  name: 'counting-rules',
  module: CountingRulesModule,
  deciders: [withSentences(countingRule, countingRuleSentences)],
  projections: [countingRules],
  codeLists,
  permissions: {
    figures: ['read:counting-rules'],
    record: commandsOf(countingRule, [...verdicts, ...approve, ...agree]),
    verdicts,
    approve,
    agree,
  },
} as const satisfies Feature;
