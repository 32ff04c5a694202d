export { bodyPlace } from './body-places.js';
export * from './codes.js';
export { competence, disciplinaryPower, type Judgment, ofMembers, type Power } from './competence.js';
export { disciplineForms, type EffectRule, effectRule, type LapseRule, lapseRule } from './discipline-rules.js';
export { type NotSet, ruleSetOn, ruleSetTitle } from './rule-sets.js';
export { feature } from './rulebook.feature.js';
