import type { DataOf } from '#kernel/event';
import type { Introduces } from '#kernel/names';
import { byPaper, dayText, type SentencesOf } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { HOLD_GROUNDS, LEGAL_BASES, OWNER_KINDS } from './codes.js';
import type { erasure } from './erasure.js';

export const erasureSentences: SentencesOf<typeof erasure> = {
  HoldPlaced: ({ ownerKind, ground, document }) => {
    const [owner, why, paper] = [OWNER_KINDS[ownerKind], HOLD_GROUNDS[ground], byPaper(document)];
    return {
      vi: `Giữ lại, chưa cho xóa nội dung được mã hóa bảo mật (${owner.vi}): ${why.vi}${paper.vi}`,
      en: `Hold: sealed content must not be erased (${owner.en}): ${why.en}${paper.en}`,
    };
  },
  HoldLifted: ({ holdId }, names) => ({ vi: `Gỡ ${names.item(holdId)}`, en: `Lifted: ${names.item(holdId)}` }),
  ErasureRequested: ({ ownerKind, legalBasis, document }) => {
    const [owner, basis, paper] = [OWNER_KINDS[ownerKind], LEGAL_BASES[legalBasis], byPaper(document)];
    return {
      vi: `Yêu cầu xóa nội dung được mã hóa bảo mật (${owner.vi}), căn cứ: ${basis.vi}${paper.vi}`,
      en: `Erasure of sealed content requested (${owner.en}), legal basis: ${basis.en}${paper.en}`,
    };
  },
  ErasureApproved: ({ executableFrom, delayDays, linkedIds }, names) => {
    const also = alsoOf(linkedIds.map((id) => names.person(id)));
    return {
      vi: `Duyệt yêu cầu xóa${also.vi}; được thực hiện từ ${dayText(executableFrom).vi} (chờ ${delayDays} ngày)`,
      en: `Erasure approved${also.en}; it may be executed from ${dayText(executableFrom).en} (after ${delayDays} days)`,
    };
  },
  ErasureWithdrawn: ({ reason }) => ({
    vi: `Rút yêu cầu xóa${reason === null ? '' : `, lý do: ${reason}`}`,
    en: `Erasure withdrawn${reason === null ? '' : `, reason: ${reason}`}`,
  }),
  ErasureExecuted: ({ ownerKind, on, linkedIds }, names) => {
    const [owner, also] = [OWNER_KINDS[ownerKind], alsoOf(linkedIds.map((id) => names.person(id)))];
    return {
      vi: `Đã xóa nội dung được mã hóa bảo mật (${owner.vi})${also.vi} ngày ${dayText(on).vi}; không ai đọc lại được`,
      en: `Sealed content was erased (${owner.en})${also.en} on ${dayText(on).en}; it can never be read again`,
    };
  },
};

/** The other records of the same person, which go with an erasure. */
function alsoOf(persons: readonly string[]): Bilingual {
  if (persons.length === 0) return { vi: '', en: '' };
  const all = persons.join(', ');
  return {
    vi: `, cùng với hồ sơ khác của cùng người đó: ${all}`,
    en: `, with other records of the same person: ${all}`,
  };
}

/** The holds that an entry places, by their grounds and papers. */
export const introduces: Introduces<(typeof erasure)['events']> = {
  HoldPlaced: (e) => [{ id: e.holdId, kind: 'hold', words: () => holdWords(e) }],
};

function holdWords({ ground, document }: DataOf<(typeof erasure)['events']['HoldPlaced']>) {
  const [why, paper] = [HOLD_GROUNDS[ground], byPaper(document)];
  return { vi: `yêu cầu lưu giữ (${why.vi}${paper.vi})`, en: `hold (${why.en}${paper.en})` };
}
