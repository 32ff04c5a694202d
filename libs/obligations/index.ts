export { feature } from './obligations.feature.js';
