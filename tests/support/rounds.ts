/**
 * How often a test repeats its work: rounds of a fault, runs of a property, random registers, races. The test names the
 * count of the full run. The environment variable `ROUNDS` is the share of it that the present run takes (0.1 in `npm
 * test`, 1 in `npm run test:full`).
 *
 * @param full count of the full run
 * @param least the count is never lower than this: with fewer, the test would prove nothing
 */
export function rounds(full: number, least = 1): number {
  const share = Number(process.env.ROUNDS);
  if (!(share > 0)) throw new Error(`ROUNDS is a share of the full run, such as 0.1, not ${process.env.ROUNDS ?? ''}`);
  return Math.max(least, Math.ceil(full * share));
}
