/** Search form of a Vietnamese text: no marks, đ as d, lower case, words parted by one blank. */
export const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const collator = new Intl.Collator('vi', { numeric: true });

/** Order of the Vietnamese alphabet, numbers by value: Chi bộ 2 comes before Chi bộ 10. */
export const compareVietnamese = (a: string, b: string): number => collator.compare(a, b);

/**
 * Whether a folded name answers a folded search: every word searched for is a word of the name; the last may be the
 * beginning of one, as when somebody is still typing.
 *
 * @returns 'exact' when every word is whole, 'prefix' when the last one only begins a word, null when it is no answer
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
