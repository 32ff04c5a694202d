export { LogOfReadings } from './log-of-readings.queries.js';
export { feature } from './readings.feature.js';
