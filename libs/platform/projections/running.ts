/** Keeping the read models: for programs, never for a feature. */
export { goneFrom, type GoneFromLog, knownBetween } from './running/gone.js';
export type { LogEnd } from './running/log-end.js';
export { assertSameLog, marksOf } from './running/same-log.js';
export { rebuild, type RebuildOptions, type RebuildProgress, type Rebuilt } from './running/rebuild.js';
export { resetReadModels } from './running/reset.js';
export { Runner, type RunnerHealth, type RunnerOptions } from './running/runner.js';
/** The runner's own read model, beside those of the features. */
export { logTime } from './writing/log-time.js';
