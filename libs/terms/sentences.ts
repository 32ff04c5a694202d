import { dayText, type Earlier, onDay, type Sentences, type SentencesOf } from '#kernel/sentences';
import { LEGACY_UNITS, TARGET_MEASURES } from './codes.js';
import type { legacyTotals } from './legacy-totals.js';
import type { term } from './term.js';

const ASSUMED = { vi: ' (tạm tính)', en: ' (assumed)' };
const PLAIN = { vi: '', en: '' };

export const termSentences: SentencesOf<typeof term> = {
  TermOpened: (e, names) => {
    const [of, from] = [names.organization(e.organizationId), dayText(e.startsOn)];
    const [start, end] = [e.startAssumed ? ASSUMED : PLAIN, e.endAssumed ? ASSUMED : PLAIN];
    const to = e.endsOn === null ? { vi: '(chưa rõ)', en: '(not known)' } : dayText(e.endsOn);
    return {
      vi: `Mở nhiệm kỳ “${e.name}” của ${of}, từ ${from.vi}${start.vi} đến ${to.vi}${end.vi}`,
      en: `Term “${e.name}” of ${of}, from ${from.en}${start.en} to ${to.en}${end.en}`,
    };
  },
  TermEnded: (e) => {
    const day = onDay(e.endsOn);
    return { vi: `Nhiệm kỳ kết thúc ${day.vi}`, en: `The term ended ${day.en}` };
  },
  TargetSet: (e) => {
    const [measure, percent] = [TARGET_MEASURES[e.measure], e.atLeastPercent];
    return {
      vi: `Chỉ tiêu ${e.number}: “${e.wording}” (${measure.vi}${percent === null ? '' : `, từ ${percent.replace('.', ',')}% trở lên`})`,
      en: `Target ${e.number}: “${e.wording}” (${measure.en}${percent === null ? '' : `, at least ${percent}%`})`,
    };
  },
};

export const legacyTotalsSentences: Sentences<(typeof legacyTotals)['events']> = {
  LegacyTotalsRecorded: (e) => ({
    vi: `Ghi số tổng hợp ${e.period.name} theo ${e.source}: ${e.lines.map((line) => `${line.vi} ${line.count} ${LEGACY_UNITS[line.unit].vi}`).join('; ')} (không có chi tiết)`,
    en: `Totals of ${e.period.name} from ${e.source}: ${e.lines.map((line) => `${line.en} ${line.count} ${LEGACY_UNITS[line.unit].en}`).join('; ')} (no detail)`,
  }),
};

/** The last day that the end of a term replaces. */
export const earlier: Earlier<(typeof term)['events']> = {
  TermEnded: (_, before) => ({
    endsOn:
      before
        .flatMap(({ type, data }) =>
          type === 'TermOpened' || type === 'TermEnded' ? [(data as { readonly endsOn: string | null }).endsOn] : [],
        )
        .at(-1) ?? null,
  }),
};
