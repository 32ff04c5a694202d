export { codeLists } from './codes.js';
export { RoutineSupervisionModule } from './routine-supervision.module.js';
export { routineSupervisions } from './routine-supervision.projection.js';
export { routineSupervision } from './routine-supervision.js';
export { routineSentences } from './sentences.js';
