export { type TermRow, type TermRows, termsOf } from './known-terms.js';
export { legacyTotals } from './legacy-totals.js';
export { term } from './term.js';
export { feature } from './terms.feature.js';
export { terms } from './terms.projection.js';
export { overlap, termOn } from './window.js';
