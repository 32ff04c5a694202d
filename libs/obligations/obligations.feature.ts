import type { Feature } from '#platform/feature';
import { codeLists } from './codes.js';
import { ObligationsModule } from './obligations.module.js';

export const feature = {
  name: 'obligations',
  module: ObligationsModule,
  deciders: [],
  projections: [],
  codeLists,
  permissions: { records: ['read:obligations'] },
} as const satisfies Feature;
