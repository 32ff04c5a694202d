import { describe, expect, it } from '@jest/globals';
import type { EventOf } from '#kernel/event';
import { namesIn, NO_NAMES } from '#kernel/names';
import { SEALED, sentenceOf, withSentences } from '#kernel/sentences';
import { disciplineCase } from './discipline-case.js';
import { disciplineCaseSentences } from './case-events.js';
import {
  announced,
  body,
  CELL,
  changed,
  counted,
  decided,
  hidden,
  id,
  notImposed,
  opened,
  postponed,
  received,
} from './testing.js';

const known = { ...NO_NAMES, organization: (of: string) => (of === CELL ? 'Chi bộ Tổ dân phố 10' : 'Đảng bộ phường') };
const history = withSentences(disciplineCase, disciplineCaseSentences);
type Event = EventOf<(typeof disciplineCase)['events']>;
const saying = ({ type, data }: Event) => {
  const event = { type, data, revision: 0 };
  return sentenceOf(history, event, () => undefined, namesIn(history, [event], known));
};

const compared = { upTo: 6, contentHash: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d' };
const ofPerson: Event[] = [
  opened(),
  counted({ entitled: 20, present: 18 }),
  decided('2025-09-01', '2025-09-05'),
  announced('2025-09-12'),
  received('2025-09-13'),
  notImposed('2025-09-20'),
  postponed('2025-09-10', '2026-09-10'),
  changed('2025-11-01', 'LOWERED'),
  { type: 'DisciplineCaseConfirmed', data: compared },
  { type: 'DisciplineCaseReturned', data: { ...compared, ground: 'PAPER_MISSING', entries: [] } },
  {
    type: 'DisciplineCaseTwinsRuledOut',
    data: { ruledOut: [{ kind: 'CASE', category: 'disciplineCase', id: id(8), item: null }] },
  },
];

describe('the history of a case', () => {
  it('has a sentence in both languages for every event', () => {
    expect(new Set(ofPerson.map(({ type }) => type))).toEqual(new Set(Object.keys(disciplineCase.events)));
    for (const event of [...ofPerson, notImposed(null), postponed('2025-09-10'), changed('2025-11-01', 'KEPT')]) {
      const { vi, en } = saying(event);
      for (const sentence of [vi, en]) {
        expect(sentence).toMatch(/^\S.{10,}\S$/);
        expect(sentence).not.toMatch(/undefined|null|object|[A-Z]{2,}_[A-Z]/);
      }
    }
  });
  it('says that form, votes and reason of a person are sealed, and holds no sealed text', () => {
    const sealed = [1, 2, 5, 6, 7].map((n) => saying(ofPerson[n] ?? opened()));
    for (const { vi, en } of sealed) {
      expect([vi, en]).toEqual([expect.stringContaining(SEALED.vi), expect.stringContaining(SEALED.en)]);
      expect(vi + en).not.toContain(hidden().slice(0, 20));
    }
  });
  it('shows the values of an organization in clear, with names', () => {
    const decision = saying(decided('2025-09-01', '2025-09-05', 'WARNING', body('STANDING_COMMITTEE')));
    expect(decision.vi).toBe(
      'Ban Thường vụ Đảng ủy phường quyết định kỷ luật, hình thức: cảnh cáo; biểu quyết ngày 1/9/2025; ký ngày 5/9/2025',
    );
    expect(saying(counted({ entitled: 9 }, { WARNING: 5, NONE: 1 })).vi).toContain('cảnh cáo 5, không kỷ luật 1');
    expect(saying(changed('2025-11-01', 'RAISED', 'DISBANDMENT')).en).toContain('new form: disbandment');
    expect(saying(opened('ORGANIZATION')).vi).toContain('tổ chức đảng: Chi bộ Tổ dân phố 10; nguồn: chi bộ đề nghị');
  });
  it('names a person by the place in the record, and the engagement from which the case arose by words', () => {
    expect(saying(opened()).vi).toContain('đảng viên 1 trong hồ sơ, Chi bộ Tổ dân phố 10');
    const source = { engagementId: id(70), subjectId: null };
    const { type, data } = opened();
    expect(saying({ type, data: { ...data, source } }).en).toContain(
      'the conclusion of another inspection or supervision',
    );
  });
});
