import { describe, expect, it } from '@jest/globals';
import { streamId, Uuid } from './ids.js';
import { mentionedBy, type Naming, namesIn, NO_NAMES } from './names.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const kind: Naming = {
  category: 'box',
  introduces: {
    Put: ({ things }: { things: Uuid[] }) =>
      things.map((thing) => ({ id: thing, kind: 'thing', words: (n) => ({ vi: `vật ${n}`, en: `thing ${n}` }) })),
  },
  concerns: { of: ({ data }: { data: { members?: Uuid[] } }) => ({ members: data.members ?? [] }) },
};
const past = [
  { type: 'Put', revision: 0, data: { things: [id(1), id(2)], members: [id(7)] } },
  { type: 'PutAnnulled', revision: 1, data: { corrects: 0, reason: 'nhập sai' } },
  { type: 'Put', revision: 2, data: { things: [id(3)], members: [id(8), id(7)] } },
  { type: 'PutCorrected', revision: 3, data: { corrects: 2, reason: 'nhập sai', data: { things: [id(3), id(4)] } } },
];

describe('names in a record', () => {
  it('number what its entries introduce, annulled and corrected entries included, so that no number changes', () => {
    const { vi, en } = namesIn(kind, past, NO_NAMES);
    expect([1, 2, 3, 4].map((n) => vi.item(id(n)))).toEqual(['vật 1', 'vật 2', 'vật 3', 'vật 4']);
    expect([vi.member(id(8)), en.person(id(7))]).toEqual(['đảng viên 2 trong hồ sơ', 'member 1 of the record']);
  });

  it('are words and never an id where nothing is known', () => {
    for (const names of Object.values(namesIn(kind, past, NO_NAMES)))
      for (const name of [
        names.organization(id(50)),
        names.person(id(50)),
        names.member(id(50)),
        names.item(id(50)),
        names.record(streamId('box', id(50))),
      ])
        expect(name).toMatch(/^\p{L}[\p{L} ]+$/u);
  });

  it('are those that the reader may know, in the language of the sentence', () => {
    const known = {
      organization: () => 'Chi bộ 1',
      person: () => 'Bà A',
      member: (of: Uuid) => (of === id(7) ? 'ĐV-0412' : null),
      record: () => ({ vi: 'cuộc kiểm tra', en: 'the inspection' }),
    };
    const { vi, en } = namesIn(kind, past, known);
    expect([vi.organization(id(1)), en.person(id(7)), vi.member(id(7))]).toEqual(['Chi bộ 1', 'Bà A', 'ĐV-0412']);
    expect([vi.member(id(8)), en.member(id(8))]).toEqual([
      'đảng viên 2 trong hồ sơ (chưa có trong sổ)',
      'member 2 of the record (not in the register)',
    ]);
    expect([vi, en].map((names) => names.record(streamId('box', id(9))))).toEqual(['cuộc kiểm tra', 'the inspection']);
  });

  it('are looked up for what the sentences mention alone', () => {
    const mentioned = mentionedBy((known) => {
      const { vi } = namesIn(kind, past, known);
      return `${vi.organization(id(5))} ${vi.person(id(7))} ${vi.member(id(8))} ${vi.record(streamId('box', id(6)))}`;
    });
    expect(mentioned).toEqual({
      organizations: new Set([id(5)]),
      persons: new Set([id(7)]),
      members: new Set([id(8)]),
      records: new Set([streamId('box', id(6))]),
    });
  });
});
