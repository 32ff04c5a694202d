import type { Feature } from '#platform/feature';
import { codeLists } from './codes.js';
import { CoverageModule } from './coverage.module.js';

export const feature = {
  name: 'coverage',
  module: CoverageModule,
  deciders: [],
  projections: [],
  codeLists,
  permissions: { figures: ['read:coverage'] },
} as const satisfies Feature;
