/** Acts of a person on a parked stream: retry the stream, or skip an event of it. */
export { operationsOf, projectionOperations } from './writing/operations.js';
