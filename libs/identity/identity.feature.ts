import { withSentences } from '#kernel/sentences';
import type { Feature } from '#platform/feature';
import { account } from './account.js';
import { codeLists } from './account-codes.js';
import { accountSentences } from './account-sentences.js';
import { IdentityModule } from './identity.module.js';

const manage = ['OpenAccount', 'RequestAccountReset', 'DisableAccount', 'IssueToken', 'RevokeToken'] as const;

export const feature = {
  name: 'identity',
  module: IdentityModule,
  deciders: [withSentences(account, accountSentences)],
  projections: [],
  codeLists,
  permissions: {
    read: ['read:accounts'],
    seeActs: ['see:account-acts'],
    manage,
    agree: ['AgreeToAccountReset'],
  },
} as const satisfies Feature;
