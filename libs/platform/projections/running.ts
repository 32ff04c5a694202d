/** Runs the read models: for programs, never for a feature. */
export {
  missingFromLog as goneFrom,
  type MissingFromLog as GoneFromLog,
  tableEventsBetween as knownBetween,
} from './running/gone.js';
export type { ObservedEnd as LogEnd } from './running/log-end.js';
export { assertSameLog, marksOf } from './running/same-log.js';
export { rebuild, type RebuildOptions, type RebuildProgress, type Rebuilt } from './running/rebuild.js';
export { resetReadModels } from './running/reset.js';
export { Runner, type RunnerHealth, type RunnerOptions } from './running/runner.js';
/** A read model of the runner itself. */
export { logTime } from './writing/log-time.js';
