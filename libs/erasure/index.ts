export { erasure } from './erasure.js';
export { feature } from './erasure.feature.js';
export { Shredder } from './shredder.handler.js';
