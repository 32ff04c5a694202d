export { periodClosing } from './period-closing.js';
export { feature } from './periods.feature.js';
