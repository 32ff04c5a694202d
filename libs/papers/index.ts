export { BODIES, BodyKind, CAPACITIES, Capacity, isPerson, Post, POSTS } from './codes.js';
export { bodyName } from './body-name.js';
export { byDecision, SigningCapacity, taken, takenShape, withSignedAs, withTaken } from './decision-taken.js';
export { type Confidence, Kind, KINDS, type Verb, verbOf } from './kinds.js';
export { Body, Paper, UNKNOWN_PAPER } from './papers.js';
export { feature } from './papers.feature.js';
export { issuerOf, paperKey } from './twins.js';
