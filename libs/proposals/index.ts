export { feature } from './proposals.feature.js';
