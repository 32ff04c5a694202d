import type { Feature } from '#platform/feature';
import { codeLists } from './codes.js';
import { ReadingsModule } from './readings.module.js';

export const feature = {
  name: 'readings',
  module: ReadingsModule,
  deciders: [],
  projections: [],
  codeLists,
  permissions: { read: ['read:readings'], figures: ['read:own-readings'] },
} as const satisfies Feature;
