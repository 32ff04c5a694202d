import { withSentences } from '#kernel/sentences';
import { commandsOf, type Feature } from '#platform/feature';
import { access } from './access.js';
import { AccessModule } from './access.module.js';
import { codeLists } from './codes.js';
import { grants } from './grants.projection.js';
import { accessSentences, introduces } from './sentences.js';

const agree = ['AgreeToGrantAct', 'DeclineGrantAct'] as const;
const delegate = ['GiveDelegation', 'EndDelegation'] as const;

export const feature = {
  name: 'access',
  module: AccessModule,
  deciders: [withSentences(access, accessSentences, { introduces })],
  projections: [grants],
  codeLists,
  permissions: {
    read: ['read:grants'],
    grant: commandsOf(access, [...delegate, ...agree]),
    delegate,
    agree,
  },
} as const satisfies Feature;
