/**
 * Compared without what people type differently for the same text: composition, marks and their place, case, and
 * characters that are not seen (zero-width, bidirectional, fillers). ð and Ð stand for đ in texts typed in old fonts.
 */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}|\p{Cf}|\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .replace(/[đð]/g, 'd');

/**
 * A name for the question whether two names may be the same: words of folded letters and digits. "Chi bộ Hoà" and
 * " chi  bộ hòa" give one form, "Chi bộ 1" and "Chi bộ 10" two. Names that differ in marks only give one form.
 */
export const sameName = (name: string): string =>
  folded(name)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * The number of a paper for the question whether two papers may be the same: without blanks, with one kind of dash and
 * of slash, without leading zeros and without the word "Số" before it. "20-QĐ/ĐU", " 020 – qđ / đu" and "Số 20-QD/DU"
 * give one form.
 */
export const samePaperNumber = (number: string): string =>
  folded(number)
    .replace(/\s+/gu, '')
    .replace(/[\p{Pd}\u2212\u2043]+/gu, '-')
    .replace(/[\u2044\u2215\u29f8\\]/gu, '/')
    .replace(/^so[.:]*(?=\d)/u, '')
    .replace(/(?<!\d)0+(?=\d)/gu, '');

/** Tone marks of Vietnamese: grave, acute, tilde, hook above, dot below. */
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/gu;

/**
 * A text with its marks, for the question whether two texts are typed alike: the tone mark stands at the end of its
 * word, so that "Hòa" and "Hoà" are one, and "Ba" and "Bà" are two. Case, composition and unseen characters are folded.
 */
export const withMarks = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Cf}|(?!\p{M})\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .replace(/[\p{L}\p{M}]+/gu, (word) => word.replace(TONES, '') + (word.match(TONES) ?? []).join(''))
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim();
