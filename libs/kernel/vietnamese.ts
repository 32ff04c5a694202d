/** Search form of a Vietnamese text: no diacritics, đ as d, lower case, words separated by one space. */
export const searchForm = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
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
