// The list of features, one line each. Everything else imports it through features.ts.
export { feature as access } from '#features/access';
export { feature as confirmations } from '#features/confirmations';
export { feature as countingRules } from '#features/counting-rules';
export { feature as coverage } from '#features/coverage';
export { feature as discipline } from '#features/discipline';
export { feature as engagements } from '#features/engagements';
export { feature as erasure } from '#features/erasure';
export { feature as identity } from '#features/identity';
export { feature as obligations } from '#features/obligations';
export { feature as organizations } from '#features/organizations';
export { feature as papers } from '#features/papers';
export { feature as periods } from '#features/periods';
export { feature as readings } from '#features/readings';
export { feature as routineSupervision } from '#features/routine-supervision';
export { feature as rulebook } from '#features/rulebook';
export { feature as setUp } from '#features/set-up';
export { feature as terms } from '#features/terms';
