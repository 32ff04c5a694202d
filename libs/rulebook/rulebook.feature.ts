import type { Feature } from '#platform/feature';
import { codeLists } from './codes.js';
import { RulebookModule } from './rulebook.module.js';

export const feature = {
  name: 'rulebook',
  module: RulebookModule,
  deciders: [],
  projections: [],
  codeLists,
  permissions: { figures: ['read:rule-sets'] },
} as const satisfies Feature;
