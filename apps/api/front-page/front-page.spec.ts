import { describe, expect, it } from '@jest/globals';
import { instant, plainDate } from '#kernel/dates';
import { html } from '#platform/http/html';
import type { FrontFigures } from './figures.js';
import { linesOf } from './lines.js';
import { emptyPage, page } from './page.js';

/** The figures of the demo ward on its reporting day. */
const DEMO: FrontFigures = {
  demo: true,
  term: { startsOn: plainDate('2025-08-16'), endsOn: plainDate('2030-08-15'), endAssumed: true },
  targets: [{ number: '5', wording: '100% các tổ chức đảng được kiểm tra, giám sát', atLeastPercent: '100.00' }],
  verb: 'EITHER',
  all: { covered: 43, total: 122, percent: '35.24' },
  direct: { covered: 22, total: 35, percent: '62.85' },
  both: { covered: 5, total: 122, percent: '4.09' },
  engagements: { inspections: 25, supervisions: 9 },
  unconfirmed: 0,
  organizationTurns: 55,
  distinctOrganizations: 43,
  depth: { turns: 55, turnsWithFaults: 16, remedies: { total: 18, done: 14, overdue: 2 } },
  pace: { elapsedPercent: 24, dueByNow: 30, neededPerYear: 21 },
  notCounted: {
    lowerBodies: 17,
    withLowerBodies: { covered: 60, total: 122, percent: '49.18' },
    higherBodies: 1,
    beforeTerm: 2,
  },
  rule: { name: 'Mặc định', version: 1, approval: null },
  setUpOpen: false,
  asOf: plainDate('2026-10-31'),
  knownAt: instant(new Date('2026-11-02T01:00:00.000Z')), // 8:00 in Việt Nam
  position: '742',
  ageSeconds: 3,
  unseenSince: null,
};
const APPROVAL = { approvingBody: 'Ban Thường vụ', approvedOn: plainDate('2026-01-05') };
const LINKS = { uncovered: '/left?a=1&b=2', covered: '/done', engagements: '/work' };

/** The visible text of some markup. */
const read = (markup: string): string =>
  markup
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
const lines = (change: Partial<FrontFigures> = {}) => linesOf({ ...DEMO, ...change }, LINKS);
const told = (key: string, change: Partial<FrontFigures> = {}) => {
  const line = lines(change).find((one) => one.key === key);
  return line && [read(line.vi.text), read(line.en.text)];
};

describe('the lines of the front page', () => {
  it('are twelve, word for word, in Vietnamese and English', () => {
    expect(lines().map(({ vi, en }) => [read(vi.text), read(en.text)])).toEqual([
      [
        'DỮ LIỆU MINH HỌA, KHÔNG CÓ THẬT. Quy mô ban đầu phỏng theo Báo cáo chính trị của Đảng bộ phường An Biên.',
        'SAMPLE DATA, NOT REAL. Initial size follows the political report of An Biên ward.',
      ],
      [
        'Chỉ tiêu 5, nhiệm kỳ 2025–2030: “100% các tổ chức đảng được kiểm tra, giám sát” (từ 100% trở lên)',
        'Target 5, term 2025–2030: “100% các tổ chức đảng được kiểm tra, giám sát” (at least 100%)',
      ],
      [
        '43/122 tổ chức đảng trong toàn Đảng bộ phường đã được kiểm tra hoặc giám sát (35,24%)',
        '43 of 122 Party organizations in the ward have been inspected or supervised (35.24%)',
      ],
      [
        '22/35 tổ chức trực thuộc Đảng ủy phường (đảng bộ cơ sở, chi bộ cơ sở): 62,85%',
        '22 of 35 directly under the ward committee (base organizations, base cells): 62.85%',
      ],
      ['Được cả kiểm tra và giám sát: 5/122 (4,09%)', 'Both inspected and supervised: 5 of 122 (4.09%)'],
      [
        'Còn 79 tổ chức chưa được kiểm tra, giám sát. Xem danh sách',
        '79 not yet inspected or supervised. See the list',
      ],
      [
        '34 cuộc (25 kiểm tra, 9 giám sát chuyên đề) · 55 lượt tổ chức · 43 tổ chức (không tính trùng)',
        '34 operations (25 inspections, 9 thematic supervisions) · 55 organization turns · 43 distinct organizations',
      ],
      [
        'Chất lượng: 16/55 lượt tổ chức có tồn tại được chỉ ra; khắc phục 14/18 yêu cầu, 2 quá hạn',
        'Depth: faults found in 16 of 55 turns; 14 of 18 remedies done, 2 overdue',
      ],
      [
        'Đã qua 24% nhiệm kỳ (giả định kết thúc ngày 15/8/2030). Nếu chia đều, đến nay cần 30 tổ chức. Từ nay cần khoảng 21 tổ chức mỗi năm.',
        '24% of the term has passed (assumed to end on 15 August 2030). Evenly spread, 30 were due by now. About 21 a year are needed from now on.',
      ],
      [
        'Chưa tính: 17 cuộc của tổ chức đảng cấp dưới (nếu tính: 60/122); 1 cuộc của cấp trên; 2 cuộc kết luận trước nhiệm kỳ; giám sát thường xuyên; tự kiểm tra.',
        'Not counted: 17 operations of lower organizations (with them: 60 of 122); 1 of higher bodies; 2 concluded before the term; routine supervision; self-inspection.',
      ],
      [
        'Cách tính: “Mặc định”, bản 1, chưa ghi nhận việc duyệt – số tạm tính.',
        'Counting rule “Default”, version 1, no approval is recorded – provisional.',
      ],
      [
        'Tính đến hết ngày 31/10/2026, theo dữ liệu ghi nhận đến 08:00 ngày 2/11/2026 · mục ghi số 742 · cập nhật 3 giây trước',
        'As of 31 October 2026, as known at 08:00 on 2 November 2026 · record 742 · 3 seconds old',
      ],
    ]);
  });

  it('name the targets that the term holds, and none where it holds none', () => {
    expect(told('target', { targets: [] })).toBeUndefined();
    const half = { number: '3b', wording: 'một nửa', atLeastPercent: '62.50' };
    expect(told('target', { targets: [half] })?.[0]).toBe(
      'Chỉ tiêu 3b, nhiệm kỳ 2025–2030: “một nửa” (từ 62,5% trở lên)',
    );
    expect(told('target', { targets: [{ ...half, atLeastPercent: null }] })?.[0]).toMatch(/“một nửa”$/);
  });

  it('say how many operations no second person has confirmed, where it is not zero', () => {
    expect(told('unconfirmed')).toBeUndefined();
    expect(told('unconfirmed', { unconfirmed: 4 })).toEqual([
      'Trong đó 4 cuộc chưa được người thứ hai đối chiếu, xác nhận đúng với văn bản.',
      'Of these operations, 4 not yet confirmed against the papers by a second person.',
    ]);
  });

  it('say that no figure is official while the store is being set up', () => {
    expect(told('set-up')).toBeUndefined();
    expect(told('set-up', { setUpOpen: true })).toEqual([
      'Kho đang được thiết lập – chưa có số liệu nào là chính thức, cho đến khi người quản trị và Chủ nhiệm Ủy ban Kiểm tra cùng kết thúc việc thiết lập.',
      'The store is being set up – no figure is official yet, until the administrator and the chair of the inspection committee close the set-up together.',
    ]);
  });

  it('lead from a figure to the list behind it', () => {
    const markup = Object.fromEntries(lines().map(({ key, vi, en }) => [key, [vi.text, en.text]]));
    for (const text of markup.all ?? []) expect(text).toContain('<a href="/done">');
    for (const text of markup.counters ?? []) expect(text).toContain('<a href="/work">');
    for (const text of markup.uncovered ?? []) expect(text).toContain('<a href="/left?a=1&amp;b=2">');
    expect([markup.all, markup.uncovered, markup.counters].map((one) => one?.length)).toEqual([2, 2, 2]);
  });

  it('do not mention sample data in a real store', () => {
    expect(lines({ demo: false }).map(({ key }) => key)).toEqual(
      lines()
        .map(({ key }) => key)
        .slice(1),
    );
  });

  it('have no line of pace without a last day of the term, nor without a pace', () => {
    expect(told('pace', { term: { ...DEMO.term, endsOn: null }, pace: null })).toBeUndefined();
    expect(told('pace', { term: { ...DEMO.term, endsOn: null } })).toBeUndefined();
    expect(told('pace', { pace: null })).toBeUndefined();
    expect(told('target', { term: { ...DEMO.term, endsOn: null } })?.[0]).toMatch(/nhiệm kỳ 2025–…:/);
  });

  it('say that the end is known if it is, and nothing of coming years after the last day', () => {
    const pace = { elapsedPercent: 100, dueByNow: 122, neededPerYear: null };
    expect(told('pace', { term: { ...DEMO.term, endAssumed: false }, pace })).toEqual([
      'Đã qua 100% nhiệm kỳ (kết thúc ngày 15/8/2030). Nếu chia đều, đến nay cần 122 tổ chức.',
      '100% of the term has passed (ending on 15 August 2030). Evenly spread, 122 were due by now.',
    ]);
  });

  it('name who approved a rule and when, without the warning', () => {
    expect(told('rule', { rule: { name: 'Cách tính của phường', version: 3, approval: APPROVAL } })).toEqual([
      'Cách tính: “Cách tính của phường”, bản 3, Ban Thường vụ duyệt ngày 5/1/2026.',
      'Counting rule “Cách tính của phường”, version 3, approved by Ban Thường vụ on 5 January 2026.',
    ]);
  });

  it('use the wording of the rule: “and” instead of “or” if both are required', () => {
    expect(told('all', { verb: 'BOTH' })).toEqual([
      '43/122 tổ chức đảng trong toàn Đảng bộ phường đã được cả kiểm tra và giám sát (35,24%)',
      '43 of 122 Party organizations in the ward have been both inspected and supervised (35.24%)',
    ]);
    expect(told('uncovered', { verb: 'INSPECTED' })?.map((text) => text.split('.')[0])).toEqual([
      'Còn 79 tổ chức chưa được kiểm tra',
      '79 not yet inspected',
    ]);
  });

  it('show the time of Việt Nam, with midnight as the begin of the day', () => {
    const [vi, en] = told('knowledge', { knownAt: instant(new Date('2026-10-31T17:00:00.000Z')) }) ?? [];
    expect([vi, en].map((text) => /\d\d:\d\d (ngày|on) [\d/]+( November 2026)?/.exec(text ?? '')?.[0])).toEqual([
      '00:00 ngày 1/11/2026',
      '00:00 on 1 November 2026',
    ]);
  });

  it('say when the log was last read to its end, if it is not reachable', () => {
    const unseenSince = instant(new Date('2026-11-02T00:40:00.000Z'));
    expect(told('unseen', { unseenSince })).toEqual([
      'Nhật ký được đọc hết lần cuối lúc 07:40 ngày 2/11/2026: những gì ghi nhận sau đó có thể chưa có trong số liệu này.',
      'The log was last read to its end at 07:40 on 2 November 2026: what was recorded later may be missing from these figures.',
    ]);
    expect(told('knowledge', { ageSeconds: null })?.[1]).toMatch(/of unknown age$/);
  });

  it('show the name of a rule as text, whatever it contains', () => {
    const [line] = lines({ rule: { name: '<b>"&\'', version: 1, approval: APPROVAL } }).filter(
      ({ key }) => key === 'rule',
    );
    expect(line?.vi.text).toContain('“&lt;b&gt;&quot;&amp;&#39;”');
  });
});

describe('the page around the lines', () => {
  const frame = {
    ward: '<b>',
    csrf: null,
    asOf: '2026-10-31',
    knownAt: '"><script>',
    links: [{ href: '/x"y', vi: '<i>', en: '&' }],
  };

  it('shows a ward named <b> as text, and escapes attributes', () => {
    const text = page(frame, lines());
    expect(text).toContain('<p class="ward">&lt;b&gt;</p>');
    expect(text).toContain('value="&quot;&gt;&lt;script&gt;"');
    expect(text).toContain('<a href="/x&quot;y">&lt;i&gt;</a> | &amp;');
    expect(text).not.toMatch(/<b>|<script|<i>/);
  });

  it('asks for a day as it is written, in no order of the browser’s own', () => {
    const text = page(frame, lines());
    expect(text).toMatch(/name="asOf"\s+value="31\/10\/2026"/);
    expect(text).not.toContain('type="date"');
  });

  it('has each line in both languages, marked with its language, and no script', () => {
    const text = page(frame, lines());
    expect(text.match(/<p lang="vi">/g)).toHaveLength(12);
    expect(text.match(/<p lang="en">/g)).toHaveLength(12);
    expect(text).toContain('<html lang="vi">');
    expect(text).not.toContain('<script');
  });

  it('says in both languages that there is nothing to count yet', () => {
    const text = emptyPage([], { vi: 'Chưa có <gì>', en: 'Nothing yet' }, null);
    expect(text).toContain('<p lang="vi">Chưa có &lt;gì&gt;</p>');
    expect(text).toContain('<p lang="en">Nothing yet</p>');
  });

  it('escapes texts in a list, and keeps markup', () => {
    expect(html`<p>${['<', html`<em>4</em>`, 3]}</p>`.text).toBe('<p>&lt;<em>4</em>3</p>');
  });
});
