/** Checkpoints of the read models, their lag behind the log, and the errors of read models that cannot answer. */
export { KNOWLEDGE, type Knowledge, knowledgeOf } from './serving/knowledge.js';
export { type Lag, type Lags, lags } from './serving/lag.js';
export {
  type CheckpointSummary,
  parkedRevision,
  type ParkedStream,
  parkedStreams,
  ReadModelRebuilding,
} from './serving/served.js';
export { SettledDays } from './serving/settled-days.js';
export type { Behind, LogEnd } from './serving/log-end.js';
export { NoSuchPosition, NotCaughtUp } from './serving/wait.js';
export type { Checkpoint } from './writing/checkpoint.js';
