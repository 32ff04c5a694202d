import { byDecision, CAPACITIES, type Capacity, isPerson, Paper, UNKNOWN_PAPER } from '#features/papers';
import { Uuid } from '#kernel/ids';
import { NOT_IN_REGISTER } from '#kernel/names';
import { type Names, onDay } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { Subject } from './shapes.js';

type Day = Parameters<typeof onDay>[0];
type Taken = Parameters<typeof byDecision>[1];

export const UNKNOWN: Bilingual = { vi: 'chưa rõ kết quả', en: 'outcome not known' };

export const UNKNOWN_NOTICE: Bilingual = { vi: 'chưa rõ số, ngày', en: 'number and day not known' };

/** What ends the work on a subject, and its notice: a supervision has words of its own. */
export const findingWords = ({ trait }: Names): Bilingual & { readonly notice: Bilingual } =>
  trait === 'SUPERVISION'
    ? {
        vi: 'Kết quả giám sát',
        en: 'Result of the supervision',
        notice: { vi: 'thông báo kết quả giám sát', en: 'notice of the result' },
      }
    : { vi: 'Kết luận', en: 'Conclusion', notice: { vi: 'thông báo kết luận', en: 'notice of the conclusion' } };

export const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

export const step = (
  sentence: Bilingual,
  on: Day,
  paper: Paper = UNKNOWN_PAPER,
  taken: Taken = { signedAs: null },
): Bilingual => {
  const [day, by] = [onDay(on), byDecision(paper, taken)];
  return { vi: `${sentence.vi} ${day.vi}${by.vi}`, en: `${sentence.en} ${day.en}${by.en}` };
};

export const because = (sentence: Bilingual, reason: string): Bilingual => ({
  vi: `${sentence.vi}; lý do: ${reason}`,
  en: `${sentence.en}; reason: ${reason}`,
});

/** A subject by its number in the record and its capacity. */
export const numberedSubject = (number: number, capacity: Capacity, isUnregistered = false): Bilingual => {
  const but = isUnregistered ? NOT_IN_REGISTER : null;
  return {
    vi: `đối tượng ${number} (${CAPACITIES[capacity].vi}${but ? `, ${but.vi}` : ''})`,
    en: `subject ${number} (${CAPACITIES[capacity].en.replace(/^its /, '')}${but ? `, ${but.en}` : ''})`,
  };
};

/** Subjects that an entry adds. A person is told with the organization, which the words of a known person hold. */
export const added = (subjects: readonly Subject[], names: Names): string =>
  subjects
    .map(({ subjectId, organizationId, capacity, memberId }) => {
      const isKnown = memberId !== null && typeof names.known(memberId) === 'string';
      const item = names.item(subjectId);
      return isPerson(capacity) && !isKnown ? `${item}, ${names.organization(organizationId)}` : item;
    })
    .join('; ');

/** Subjects that an entry mentions. */
export const named = (ids: readonly Uuid[], names: Names): string => ids.map((id) => names.item(id)).join(', ');
