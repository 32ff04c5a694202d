import type { Feature } from '#platform/feature';
import { IdentityModule } from './identity.module.js';

export const feature = {
  name: 'identity',
  module: IdentityModule,
  deciders: [],
  projections: [],
  codeLists: {},
  permissions: { read: ['read:accounts'], manage: ['ManageAccounts'] },
} as const satisfies Feature;
