import { z } from 'zod';
import { type CodeList, codesOf } from '#kernel/text';

/** Status of the closing of a period. */
export const PERIOD_STATUSES = {
  PREPARED: { vi: 'chờ đối chiếu', en: 'to be compared' },
  RETURNED: { vi: 'trả lại để lập lại', en: 'sent back' },
  CONFIRMED: { vi: 'đã đối chiếu, chờ chốt', en: 'compared, to be closed' },
  CLOSED: { vi: 'đã chốt số liệu', en: 'closed' },
} as const satisfies CodeList;
export type PeriodStatus = keyof typeof PERIOD_STATUSES;
export const PeriodStatus = z.enum(codesOf(PERIOD_STATUSES));

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = { 'period-statuses': PERIOD_STATUSES };
