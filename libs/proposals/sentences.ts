import { feature as access } from '#features/access';
import { feature as countingRules } from '#features/counting-rules';
import { feature as erasure } from '#features/erasure';
import { feature as setUp } from '#features/set-up';
import { feature as terms } from '#features/terms';
import type { StreamKind } from '#kernel/sentences';

const kinds: readonly StreamKind[] = [access, countingRules, erasure, setUp, terms].flatMap(({ deciders }) => [
  ...deciders,
]);

/** The kind of stream of a category, with the sentences of its events. */
export const sentencesOf = (category: string): StreamKind | undefined =>
  kinds.find((kind) => kind.category === category);
