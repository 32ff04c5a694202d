export * from './codes.js';
export {
  type CompetentBody,
  competence,
  disciplinaryPower,
  type Disciplined,
  type Judgment,
  ofMembers,
  type Power,
} from './competence.js';
export {
  disciplineForms,
  type EffectRule,
  effectRule,
  type FormRule,
  type LapseRule,
  lapseRule,
} from './discipline-rules.js';
export { type NotSet, RULE_SETS, type RuleSet, ruleSetById, ruleSetOn, type Sourced } from './rule-sets.js';
export { RulebookModule } from './rulebook.module.js';
