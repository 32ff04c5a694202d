import type { Feature } from '#platform/feature';
import { codeLists } from './codes.js';
import { ConfirmationsModule } from './confirmations.module.js';
import { confirmations } from './confirmations.projection.js';

export const feature = {
  name: 'confirmations',
  module: ConfirmationsModule,
  deciders: [],
  projections: [confirmations],
  codeLists,
  permissions: { records: ['read:confirmations'] },
} as const satisfies Feature;
