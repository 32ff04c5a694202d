/**
 * Calls a function for each item, several at a time.
 *
 * @param many how many calls run at a time
 * @returns the results, in the order of the items
 */
export async function abreast<T, R>(items: readonly T[], work: (item: T) => Promise<R>, many = 8): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [i, item] of waiting) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: many }, worker));
  return results;
}
