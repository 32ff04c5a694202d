export { BODIES, BodyKind, CAPACITIES, Capacity, isPerson, POSTS, Post } from './codes.js';
export { codeLists } from './code-lists.js';
export { byDecision, SigningCapacity, taken, takenShape, withSignedAs, withTaken } from './decision-taken.js';
export { type Confidence, Kind, KINDS, type Verb, verbOf } from './kinds.js';
export { Body, Paper, UNKNOWN_PAPER } from './papers.js';
