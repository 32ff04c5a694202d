export { countingRulesAnswer, Rule, RuleNamed } from './answers.js';
export { codeLists, COUNTED_FROM, type CountedFrom, type CoveredBy, type Denominator, DENOMINATORS } from './codes.js';
export { countingRule } from './counting-rule.js';
export { CountingRulesModule } from './counting-rules.module.js';
export { countingRules } from './counting-rules.projection.js';
export { ruleFor, type RuleInForce, type RuleRows, type RuleVersion, versionsOf } from './rule-versions.js';
export { CountingRule, DEFAULT_RULE } from './rule.js';
export { countingRuleSentences } from './sentences.js';
