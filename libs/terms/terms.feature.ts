import { withSentences } from '#kernel/sentences';
import { commandsOf, type Feature } from '#platform/feature';
import { codeLists } from './codes.js';
import { legacyTotals } from './legacy-totals.js';
import { earlier, legacyTotalsSentences, termSentences } from './sentences.js';
import { term } from './term.js';
import { TermsModule } from './terms.module.js';
import { oldTotals, terms } from './terms.projection.js';

const agree = ['AgreeToTermAct', 'DeclineTermAct'] as const;

export const feature = {
  name: 'terms',
  module: TermsModule,
  deciders: [withSentences(term, termSentences, { earlier }), withSentences(legacyTotals, legacyTotalsSentences)],
  projections: [terms, oldTotals],
  codeLists,
  permissions: {
    figures: ['read:terms', 'read:legacy-totals'],
    record: [...commandsOf(term, agree), ...commandsOf(legacyTotals)],
    agree,
  },
} as const satisfies Feature;
