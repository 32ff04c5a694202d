export { codeLists } from './codes.js';
export { AGGREGATED, legacySums, type LegacySum } from './legacy-sums.js';
export { legacyTotals } from './legacy-totals.js';
export { legacyTotalsSentences, termSentences } from './sentences.js';
export { term } from './term.js';
export { TermsModule } from './terms.module.js';
export { oldTotals, terms } from './terms.projection.js';
export { legacyTotalsKnown, type TermRow, termsAsOf, type TermsDb } from './terms.queries.js';
export { overlap, termOn, type Window } from './window.js';
