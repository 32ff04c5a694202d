export { codeLists } from './codes.js';
export { countingRule } from './counting-rule.js';
export { countingRules } from './counting-rules.projection.js';
export { CoverageModule } from './coverage.module.js';
export { CountingRule, DEFAULT_RULE } from './rule.js';
export { countingRuleSentences } from './sentences.js';
