import { dayText, type SentencesOf } from '#kernel/sentences';
import type { periodClosing } from './period-closing.js';

/** History sentences of the closed periods of an organization. */
export const periodClosingSentences: SentencesOf<typeof periodClosing> = {
  PeriodPrepared: ({ organizationId, from, to, figures }, names) => {
    const [first, last, whose] = [dayText(from), dayText(to), names.organization(organizationId)];
    const { covered, total, rule } = figures;
    return {
      vi: `Lập số liệu kỳ từ ${first.vi} đến ${last.vi} của ${whose}: ${covered}/${total} tổ chức đảng được kiểm tra, giám sát, theo cách tính “${rule.name}”, bản ${rule.version}`,
      en: `Figures of ${whose} prepared for ${first.en} to ${last.en}: ${covered} of ${total} Party organizations inspected or supervised, by “${rule.name}”, version ${rule.version}`,
    };
  },
  PeriodClosed: ({ from, to, prepared }) => {
    const [first, last] = [dayText(from), dayText(to)];
    return {
      vi: `Chốt số liệu kỳ từ ${first.vi} đến ${last.vi}, theo mục ghi số ${prepared}`,
      en: `Period from ${first.en} to ${last.en} closed with the figures of entry ${prepared}`,
    };
  },
};
