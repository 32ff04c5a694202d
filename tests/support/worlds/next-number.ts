/** Numbers of papers, each once: two records that cite one paper would be possible twins. */
export function numbering(): (symbol: string) => string {
  let last = 0;
  return (symbol) => `${++last}-${symbol}`;
}
