import { withSentences } from '#kernel/sentences';
import { commandsOf, type Feature } from '#platform/feature';
import { setUpSentences } from './sentences.js';
import { setUp } from './set-up.js';
import { SetUpModule } from './set-up.module.js';

export const feature = {
  name: 'set-up',
  module: SetUpModule,
  deciders: [withSentences(setUp, setUpSentences)],
  projections: [],
  codeLists: {},
  permissions: { figures: ['read:set-up'], close: commandsOf(setUp, ['BeginSetUp']) },
} as const satisfies Feature;
