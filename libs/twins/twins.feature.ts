import type { Feature } from '#platform/feature';
import { codeLists } from './codes.js';
import { TwinsModule } from './twins.module.js';
import { twins } from './twins.projection.js';

export const feature = {
  name: 'twins',
  module: TwinsModule,
  deciders: [],
  projections: [twins],
  codeLists,
  permissions: { records: ['read:suspected-twins'] },
} as const satisfies Feature;
