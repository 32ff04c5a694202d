export { codeLists } from './codes.js';
export { ObligationsModule } from './obligations.module.js';
