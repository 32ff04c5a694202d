export { PROPOSING } from './kinds.js';
export { feature } from './proposals.feature.js';
