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

/** Compares by the Vietnamese alphabet, numbers by value: Chi bộ 2 comes before Chi bộ 10. */
export const compareVietnamese = (a: string, b: string): number => collator.compare(a, b);

/**
 * Whether a name matches a search, both in search form: every word of the search is a word of the name; the last word
 * of the search may be a prefix.
 *
 * @returns 'exact' when every word matches in full, 'prefix' when the last one is only a prefix, null for no match
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
