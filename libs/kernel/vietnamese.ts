import { sameName, withMarks } from './sameness.js';

/**
 * Search form of a Vietnamese text: no diacritics, đ as d, lower case, words separated by one space. Composition and
 * characters that are not seen make no difference. Empty for a text without letters and digits.
 */
export const searchForm = (text: string): string => sameName(text);

/** The same with its marks, wherever in a word the tone mark was typed: "Chi bộ Hoà" and "chi bộ hòa" give one form. */
export const markedForm = (text: string): string =>
  withMarks(text)
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();

const collator = new Intl.Collator('vi', { numeric: true });

/** Compares two names by the Vietnamese alphabet. Numbers compare by value: Chi bộ 2 comes before Chi bộ 10. */
export const compareVietnamese = (a: string, b: string): number => collator.compare(a, b);

/**
 * Whether a name matches a search; both are in search form. Every word of the search must be a word of the name; the
 * last word of the search may be a prefix of one.
 *
 * @returns 'exact' if every word matches in full, 'prefix' if the last word is only a prefix, null if there is no match
 */
export function matches(foldedName: string, foldedSearch: string): 'exact' | 'prefix' | null {
  const words = foldedName.split(' ');
  const wanted = foldedSearch.split(' ').filter(Boolean);
  const last = wanted.pop();
  if (last === undefined) return 'exact';
  if (!wanted.every((word) => words.includes(word))) return null;
  if (words.includes(last)) return 'exact';
  return words.some((word) => word.startsWith(last)) ? 'prefix' : null;
}
