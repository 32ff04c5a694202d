import { withSentences } from '#kernel/sentences';
import { commandsOf, type Feature } from '#platform/feature';
import { codeLists } from './code-lists.js';
import { engagement } from './engagement.js';
import { EngagementsModule } from './engagements.module.js';
import { earlier } from './rules/earlier.js';
import { called, introduces } from './rules/naming.js';
import { engagements } from './engagements.projection.js';
import { engagementSentences } from './engagement-events.js';
import { SEE_PLANS } from './rules/concerns.js';

const verdicts = ['ConfirmEngagement', 'ReturnEngagement'] as const;

export const feature = {
  name: 'engagements',
  module: EngagementsModule,
  deciders: [withSentences(engagement, engagementSentences, { introduces, called, earlier })],
  projections: [engagements],
  codeLists,
  permissions: {
    records: ['read:engagements', 'read:facts'],
    seePlans: [SEE_PLANS, 'EntrustEngagement'],
    record: commandsOf(engagement, [...verdicts, 'EntrustEngagement']),
    verdicts,
  },
} as const satisfies Feature;
