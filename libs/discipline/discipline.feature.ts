import { withSentences } from '#kernel/sentences';
import { commandsOf, type Feature } from '#platform/feature';
import { codeLists } from './codes.js';
import { disciplineCase } from './discipline-case.js';
import { disciplineCases } from './discipline-cases.projection.js';
import { DisciplineModule } from './discipline.module.js';
import { disciplineCaseSentences } from './case-events.js';

const verdicts = ['ConfirmDisciplineCase', 'ReturnDisciplineCase'] as const;

export const feature = {
  name: 'discipline',
  module: DisciplineModule,
  deciders: [withSentences(disciplineCase, disciplineCaseSentences)],
  projections: [disciplineCases],
  codeLists,
  permissions: { records: ['read:discipline-cases'], record: commandsOf(disciplineCase, verdicts), verdicts },
} as const satisfies Feature;
