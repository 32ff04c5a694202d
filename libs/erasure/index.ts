export { erasure } from './erasure.js';
export { feature } from './erasure.feature.js';
export { KINDS_OF_CASES, ownersShown } from './owners-shown.handler.js';
export { Shredder } from './shredder.handler.js';
