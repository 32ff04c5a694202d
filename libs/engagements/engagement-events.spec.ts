import { describe, expect, it } from '@jest/globals';
import type { EventOf } from '#kernel/event';
import { type KnownNames, namesIn, NO_NAMES } from '#kernel/names';
import { sentenceOf, withSentences } from '#kernel/sentences';
import { engagement } from './engagement.js';
import { engagementSentences } from './engagement-events.js';
import { introduces } from './rules/naming.js';
import {
  begun,
  body,
  cancelled,
  CELL,
  CITY,
  closed,
  concludedStory,
  converted,
  deployed,
  discharged,
  entrusted,
  extended,
  FIRST,
  followedUp,
  id,
  MEMBER,
  opened,
  person,
  postponed,
  remedy,
  reported,
  revoked,
  scopeChanged,
  sealedText,
} from './testing.js';

const known = { ...NO_NAMES, organization: (of: string) => (of === CELL ? 'Chi bộ Tổ dân phố 10' : 'Đảng bộ phường') };
const history = withSentences(engagement, engagementSentences, { introduces });
type Event = EventOf<(typeof engagement)['events']>;
const saying = ({ type, data }: Event, names: KnownNames = known) => {
  const opening = opened({ subjects: [body(1), person(2), body(3)] });
  const past = [opening, { type, data }].map((event, revision) => ({ ...event, revision }));
  return sentenceOf(history, { type, data, revision: 1 }, () => undefined, namesIn(history, past, names));
};

const compared = { upTo: 6, contentHash: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d' };
const all: Event[] = [
  opened({ subjects: [body(3), person(5)] }),
  deployed(null),
  begun('2026-03-06'),
  reported('2026-04-10'),
  extended('2026-05-20', '2026-04-28'),
  scopeChanged('2026-03-10', [body(3)], [FIRST.subjectId]),
  postponed('2026-03-10', null),
  postponed('2026-03-10', '2026-03-20'),
  cancelled('2026-03-10', CITY),
  converted('2026-03-20'),
  concludedStory(FIRST, '2026-04-20'),
  concludedStory(FIRST, null, null),
  concludedStory(MEMBER, '2026-04-20', null, { remedies: [remedy(1), remedy(2)] }),
  revoked('2026-05-04', [FIRST.subjectId]),
  followedUp('2026-06-01', id(300)),
  discharged('2026-06-01', FIRST),
  { type: 'ObligationDischarged', data: { ...discharged('2026-06-01', FIRST).data, note: sealedText() } },
  closed('2026-06-30'),
  entrusted(id(7)),
  { type: 'EngagementConfirmed', data: compared },
  { type: 'EngagementReturned', data: { ...compared, ground: 'DIFFERS', entries: [2, 5] } },
  {
    type: 'EngagementTwinsRuledOut',
    data: { ruledOut: [{ kind: 'PAPER', category: 'engagement', id: id(8), item: null }] },
  },
];

describe('the history of an engagement', () => {
  it('has sentences in both languages for every kind of entry', () => {
    expect(new Set(all.map(({ type }) => type))).toEqual(new Set(Object.keys(engagement.events)));
    for (const { vi, en } of all.map((one) => saying(one))) {
      expect(vi).not.toMatch(/undefined|null|\[object|mcs\d/);
      expect(en).not.toMatch(/undefined|null|\[object|mcs\d/);
      expect(en).not.toBe(vi);
    }
  });
  it('names what was opened, by whom and on whom', () => {
    expect(saying(opened({ subjects: [body(3)] }))).toEqual({
      vi: 'Ủy ban Kiểm tra Đảng ủy phường quyết định kiểm tra việc chấp hành (Quyết định số 15-QĐ/UBKTĐU ngày 2/3/2026); đối tượng: Chi bộ Tổ dân phố 10',
      en: 'Opened: compliance inspection, by the inspection committee of Đảng bộ phường (Decision 15-QĐ/UBKTĐU of 2 March 2026); subjects: Chi bộ Tổ dân phố 10',
    });
  });
  it('exports the outcome of an organization and never that of a person', () => {
    expect(saying(concludedStory(FIRST, '2026-04-20', 'SHORTCOMINGS')).vi).toContain('có khuyết điểm');
    expect(saying(concludedStory(FIRST, '2026-04-20', null)).vi).toContain('chưa rõ kết quả');
    const sealed = saying(concludedStory(MEMBER, '2026-04-20'));
    expect([sealed.vi, sealed.en].map((text) => text.includes('mã hóa bảo mật') || text.includes('sealed'))).toEqual([
      true,
      true,
    ]);
  });

  it('tells a person by the name or the code, with the organization, and says who is not in the register', () => {
    const by = (member: string | null | undefined) =>
      saying(concludedStory(person(2), '2026-04-20'), { ...known, member: () => member });
    expect(by('Nguyễn Văn A').vi).toContain('đối với đảng viên Nguyễn Văn A (');
    expect(by('ĐV-0412').en).toContain('on member ĐV-0412 (');
    expect(by(null).vi).toContain('đối tượng 2 (đảng viên, chưa có trong sổ)');
    const opening = saying(opened({ subjects: [body(3), person(5)] }), { ...known, member: () => 'ĐV-0412' });
    expect(opening.vi.match(/ĐV-0412/g)).toHaveLength(1);
  });
});
