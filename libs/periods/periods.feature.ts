import { withSentences } from '#kernel/sentences';
import { commandsOf, type Feature } from '#platform/feature';
import { codeLists } from './codes.js';
import { periodClosing } from './period-closing.js';
import { PeriodsModule } from './periods.module.js';
import { periodClosingSentences } from './sentences.js';

const verdicts = ['ConfirmPeriod', 'ReturnPeriod'] as const;
const close = ['ClosePeriod'] as const;

export const feature = {
  name: 'periods',
  module: PeriodsModule,
  deciders: [withSentences(periodClosing, periodClosingSentences)],
  projections: [],
  codeLists,
  permissions: {
    figures: ['read:periods'],
    record: commandsOf(periodClosing, [...verdicts, ...close]),
    verdicts,
    close,
  },
} as const satisfies Feature;
