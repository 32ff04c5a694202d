export { codeLists } from './codes.js';
export { ConfirmationsModule } from './confirmations.module.js';
export { confirmations } from './confirmations.projection.js';
