export { pairAnswer } from './answers.js';
export { feature } from './twins.feature.js';
export { type SuspectedPair, suspectedTwins, type TwinsDb } from './twins.queries.js';
export { twins } from './twins.projection.js';
