import type { z } from 'zod';
import { legacyTotals, term } from '#features/terms';
import { DEMO_OTHERS } from './persons.js';
import { agreedBy, type DemoStep, type Scene, stepsIn, streamOf } from './steps.js';

type Line = z.input<typeof legacyTotals.commands.RecordLegacyTotals>['lines'][number];
const line = (code: string, count: number, unit: Line['unit'], by: Line['by'], vi: string, en: string): Line => ({
  code,
  vi,
  en,
  count,
  unit,
  by,
});

/** The totals of the last term, from footnote 6 of the report. They have no detail, so coverage cannot be computed. */
const FOOTNOTE_6: Line[] = [
  line('COMMITTEE_INSPECTIONS', 74, 'ENGAGEMENTS', 'COMMITTEE', 'Cấp ủy kiểm tra', 'Inspections by committees'),
  line(
    ...(['COMMITTEE_SUPERVISIONS', 67, 'ENGAGEMENTS', 'COMMITTEE'] as const),
    ...(['Cấp ủy giám sát chuyên đề', 'Thematic supervisions by committees'] as const),
  ),
  line('COLLECTIVE_TURNS', 161, 'TURNS', null, 'Lượt tập thể cấp ủy', 'Turns of collective committees'),
  line(
    ...(['INDIVIDUALS', 120, 'MEMBERS', null] as const),
    ...(['Cá nhân là bí thư, phó bí thư chi bộ', 'Individuals: cell secretaries and deputies'] as const),
  ),
  line(
    ...(['FINANCE_INSPECTIONS', 33, 'ENGAGEMENTS', 'INSPECTION_COMMITTEE'] as const),
    ...(['Ủy ban kiểm tra kiểm tra tài chính Đảng', 'Finance inspections by inspection committees'] as const),
  ),
  line(
    ...(['LOWER_COMMITTEES', 39, 'ENGAGEMENTS', 'INSPECTION_COMMITTEE'] as const),
    'Ủy ban kiểm tra kiểm tra, giám sát cấp ủy cấp dưới',
    'Inspections and supervisions of lower committees by inspection committees',
  ),
];

/** The term with its fifth target, and the totals of the term before. Both days of the term are marked as assumed. */
export function termSteps({ actorId, wardId: organizationId }: Scene): readonly DemoStep[] {
  const inTerm = stepsIn(term, streamOf(term, actorId, 'term'));
  const inTotals = stepsIn(legacyTotals, streamOf(legacyTotals, actorId, 'footnote 6'));
  const moment = '2025-08-18T02:00:00.000Z';
  const opening = inTerm(
    'term',
    moment,
    'OpenTerm',
    {
      organizationId,
      name: 'Nhiệm kỳ 2025–2030',
      startsOn: '2025-08-16',
      endsOn: '2030-08-15',
      startAssumed: true,
      endAssumed: true,
    },
    { otherTerms: [] },
  );
  const target = inTerm('target 5', moment, 'SetTarget', {
    number: '5',
    measure: 'COVERAGE',
    atLeastPercent: '100.00',
    wording: 'Trong nhiệm kỳ, 100% các tổ chức Đảng trực thuộc được kiểm tra, giám sát.',
  });
  return [
    ...agreedBy(opening, 0, DEMO_OTHERS),
    ...agreedBy(target, 4, DEMO_OTHERS), // after the proposal, two agreements and the opening
    inTotals('footnote 6', moment, 'RecordLegacyTotals', {
      organizationId,
      period: { name: 'Nhiệm kỳ 2020–2025' },
      lines: FOOTNOTE_6,
      source: 'Báo cáo chính trị trình Đại hội, chú thích 6 (phỏng theo Đảng bộ phường An Biên)',
      remark:
        'Số của các đảng bộ phường trước ngày 01/7/2025 cộng lại; không phải lịch sử của 120 tổ chức đảng hiện nay.',
    }),
  ];
}
