import { withSentences } from '#kernel/sentences';
import { commandsOf, type Feature } from '#platform/feature';
import { codeLists } from './codes.js';
import { erasure } from './erasure.js';
import { ErasureModule } from './erasure.module.js';
import { erasures } from './erasures.projection.js';
import { erasureSentences, introduces } from './sentences.js';

const approve = ['ApproveErasure', 'LiftHold'] as const;
const agree = ['AgreeToErasureAct', 'DeclineErasureAct'] as const;
const execute = ['ExecuteErasure'] as const;

export const feature = {
  name: 'erasure',
  module: ErasureModule,
  deciders: [withSentences(erasure, erasureSentences, { introduces })],
  projections: [erasures],
  codeLists,
  permissions: {
    read: ['read:erasures'],
    record: commandsOf(erasure, [...approve, ...agree, ...execute]),
    approve,
    agree,
    execute,
  },
} as const satisfies Feature;
