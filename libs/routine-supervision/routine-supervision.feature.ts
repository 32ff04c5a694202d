import { withSentences } from '#kernel/sentences';
import { commandsOf, type Feature } from '#platform/feature';
import { codeLists } from './codes.js';
import { routineSupervision } from './routine-supervision.js';
import { RoutineSupervisionModule } from './routine-supervision.module.js';
import { routineSupervisions } from './routine-supervision.projection.js';
import { introduces, routineSentences } from './sentences.js';

export const feature = {
  name: 'routine-supervision',
  module: RoutineSupervisionModule,
  deciders: [withSentences(routineSupervision, routineSentences, { introduces })],
  projections: [routineSupervisions],
  codeLists,
  permissions: { records: ['read:routine-supervision'], record: commandsOf(routineSupervision) },
} as const satisfies Feature;
