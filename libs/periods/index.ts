export { codeLists } from './codes.js';
export { periodClosing } from './period-closing.js';
export { PeriodsModule } from './periods.module.js';
export { periodClosingSentences } from './sentences.js';
