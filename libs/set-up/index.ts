export { setUp } from './set-up.js';
export { feature } from './set-up.feature.js';
export { SetUpModule } from './set-up.module.js';
export { SetUpState } from './set-up-state.queries.js';
