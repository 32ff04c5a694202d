import type { Bilingual } from '#kernel/text';
import type { EngagementOnDay } from './engagement-on-day.js';

export const CLOSING_WARNING_CODES = ['CLOSED_WITH_OPEN_REMEDIES'] as const;
export type ClosingWarning = Bilingual & { readonly code: (typeof CLOSING_WARNING_CODES)[number] };

/** What a closed file leaves open. Closing is not refused: the remedy may be followed up by another body. */
export function closingWarnings({ milestones, subjects }: EngagementOnDay): ClosingWarning[] {
  if (!milestones.some(({ what }) => what === 'CLOSED')) return [];
  const open = subjects.flatMap(({ remedies, revokedOn }) => (revokedOn === null ? remedies : []));
  const count = open.filter(({ state }) => state !== 'DONE').length;
  if (count === 0) return [];
  return [
    {
      code: 'CLOSED_WITH_OPEN_REMEDIES',
      vi: `Hồ sơ đã kết thúc nhưng còn ${count} yêu cầu khắc phục chưa được ghi nhận thực hiện`,
      en: `The file is closed, but remedies not recorded as done: ${count}`,
    },
  ];
}
