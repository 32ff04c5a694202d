import { countingRule } from '#features/counting-rules';
import { disciplineCase } from '#features/discipline';
import { engagement } from '#features/engagements';
import { periodClosing } from '#features/periods';

/** Every kind of record that a second person confirms. */
export const CONFIRMABLE = [engagement, disciplineCase, countingRule, periodClosing] as const;
