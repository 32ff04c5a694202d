export { countingRulesAnswer, Rule, RuleNamed } from './answers.js';
export { COUNTED_FROM, type CountedFrom, type CoveredBy, type Denominator, DENOMINATORS } from './codes.js';
export { checkRule, countingRule } from './counting-rule.js';
export { feature } from './counting-rules.feature.js';
export { countingRules } from './counting-rules.projection.js';
export { CountingRule, DEFAULT_RULE } from './rule.js';
export { ruleFor, type RuleInForce, type RuleRows, type RuleVersion, versionsOf } from './rule-versions.js';
