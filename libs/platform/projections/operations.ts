/** Acts of a person on a stream that a read model parked: retry it, or skip an event. */
export { operationsOf, projectionOperations } from './writing/operations.js';
