import type { Feature } from '#platform/feature';
import { codeLists } from './account-codes.js';
import { accountKind } from './account-sentences.js';
import { IdentityModule } from './identity.module.js';

const manage = ['OpenAccount', 'RequestAccountReset', 'DisableAccount', 'IssueToken', 'RevokeToken'] as const;

export const feature = {
  name: 'identity',
  module: IdentityModule,
  deciders: [accountKind],
  projections: [],
  codeLists,
  permissions: {
    read: ['read:accounts'],
    seeActs: ['see:account-acts'],
    manage,
    agree: ['AgreeToAccountReset'],
  },
} as const satisfies Feature;
