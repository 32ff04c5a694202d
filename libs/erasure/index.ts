export { codeLists } from './codes.js';
export { ErasureModule } from './erasure.module.js';
export { erasure } from './erasure.js';
export { erasures } from './erasures.projection.js';
export { erasureSentences } from './sentences.js';
export { Shredder } from './shredder.handler.js';
