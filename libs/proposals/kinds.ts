import { access } from '#features/access';
import { countingRule } from '#features/counting-rules';
import { erasure } from '#features/erasure';
import { setUp } from '#features/set-up';
import { term } from '#features/terms';

/** Every kind of record in which acts take several persons by proposal. */
export const PROPOSING = [term, countingRule, erasure, access, setUp] as const;
