export { codeLists } from './codes.js';
export { LogOfReadings } from './log-of-readings.queries.js';
export { ReadingsModule } from './readings.module.js';
