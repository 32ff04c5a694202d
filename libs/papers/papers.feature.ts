import type { Feature } from '#platform/feature';
import { codeLists } from './code-lists.js';

export const feature = {
  name: 'papers',
  module: null,
  deciders: [],
  projections: [],
  codeLists,
  permissions: {},
} as const satisfies Feature;
