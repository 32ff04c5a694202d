import { plainDate } from '#kernel/dates';
import type { DataOf } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import type { legacyTotals } from './legacy-totals.js';
import type { term } from './term.js';

/** Helpers for specs: short builders of the events of terms. */
export const WARD = Uuid.parse('00000000-0000-4000-8000-000000000000');
type Events = (typeof term)['events'];

export const opened = (change: Partial<DataOf<Events['TermOpened']>> = {}) => ({
  type: 'TermOpened' as const,
  data: {
    organizationId: WARD,
    name: 'Nhiệm kỳ 2025–2030',
    startsOn: plainDate('2025-08-16'),
    endsOn: plainDate('2030-08-15'),
    startAssumed: true,
    endAssumed: true,
    ...change,
  },
});
export const ended = (endsOn: string) => ({ type: 'TermEnded' as const, data: { endsOn: plainDate(endsOn) } });
export const targetSet = (change: Partial<DataOf<Events['TargetSet']>> = {}) => ({
  type: 'TargetSet' as const,
  data: {
    targetId: Uuid.parse('00000000-0000-4000-9000-000000000000'),
    number: '5',
    wording: '100% các tổ chức đảng trực thuộc được kiểm tra, giám sát',
    measure: 'COVERAGE' as const,
    atLeastPercent: '100.00',
    ...change,
  },
});

const line = (
  code: string,
  vi: string,
  en: string,
  count: number,
  unit: 'ENGAGEMENTS' | 'TURNS' | 'MEMBERS',
  by: 'COMMITTEE' | 'INSPECTION_COMMITTEE' | null = null,
) => ({ code, vi, en, count, unit, by });

/** The totals of footnote 6 of the report (docs/domain.md 10.2). */
export const FOOTNOTE_6: DataOf<(typeof legacyTotals)['events']['LegacyTotalsRecorded']> = {
  organizationId: WARD,
  period: { name: 'Nhiệm kỳ 2020–2025' },
  source: 'Báo cáo chính trị trình Đại hội, chú thích 6',
  lines: [
    line('COMMITTEE_INSPECTIONS', 'Cấp ủy kiểm tra', 'Inspections by committees', 74, 'ENGAGEMENTS', 'COMMITTEE'),
    line(
      'COMMITTEE_SUPERVISIONS',
      'Cấp ủy giám sát chuyên đề',
      'Thematic supervisions by committees',
      67,
      'ENGAGEMENTS',
      'COMMITTEE',
    ),
    line('COLLECTIVE_TURNS', 'Lượt tập thể cấp ủy', 'Turns of collective committees', 161, 'TURNS'),
    line(
      'INDIVIDUALS',
      'Cá nhân (bí thư, phó bí thư chi bộ)',
      'Individuals (cell secretaries, deputies)',
      120,
      'MEMBERS',
    ),
    line(
      'FINANCE_INSPECTIONS',
      'Ủy ban kiểm tra kiểm tra tài chính Đảng',
      'Finance inspections by inspection committees',
      33,
      'ENGAGEMENTS',
      'INSPECTION_COMMITTEE',
    ),
    line(
      'LOWER_COMMITTEES',
      'Ủy ban kiểm tra kiểm tra, giám sát cấp ủy cấp dưới',
      'Inspections and supervisions of lower committees by inspection committees',
      39,
      'ENGAGEMENTS',
      'INSPECTION_COMMITTEE',
    ),
  ],
  remark: 'Số của các đảng bộ phường trước ngày 01/7/2025 cộng lại; không phải lịch sử của 120 tổ chức đảng hiện nay.',
};
