/** What a named person decides about a stream that a read model could not follow: retry it, or skip an event. */
export { operationsOf, projectionOperations } from './writing/operations.js';
