export { LogOfReadings, type Reading, type ReadingFilter } from './log-of-readings.queries.js';
export { isAbout } from './readings-seen.handler.js';
export { feature } from './readings.feature.js';
