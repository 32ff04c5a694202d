/** Failures after which a further try has to wait. */
const FREE = 5;
const FREE_OF_ADDRESS = 20;
const LONGEST_S = 15 * 60;
/** Failures are forgotten after this long without a further one. */
export const FORGOTTEN_AFTER_S = 24 * 3600;

/** Whose failures are counted: one account tried from one address, or whatever is tried from an address. */
export type Counted = 'account at address' | 'address';

/**
 * Seconds to wait after so many failures in a row, from the last of them: none at first, then twice as long for each, at most a
 * quarter of an hour. It is counted for the pair of account and address, so that no stranger locks anybody out for long, and
 * more patiently for the address as a whole.
 */
export function waitAfter(failures: number, counted: Counted): number {
  const over = failures - (counted === 'address' ? FREE_OF_ADDRESS : FREE);
  return over < 0 ? 0 : Math.min(2 ** over, LONGEST_S);
}
