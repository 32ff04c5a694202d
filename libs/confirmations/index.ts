export { feature } from './confirmations.feature.js';
