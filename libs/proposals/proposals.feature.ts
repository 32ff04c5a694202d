import type { Feature } from '#platform/feature';
import { proposals } from './proposals.projection.js';
import { ProposalsModule } from './proposals.module.js';

export const feature = {
  name: 'proposals',
  module: ProposalsModule,
  deciders: [],
  projections: [proposals],
  codeLists: {},
  permissions: { read: ['read:proposals'] },
} as const satisfies Feature;
