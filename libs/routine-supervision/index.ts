export { feature } from './routine-supervision.feature.js';
