/** Failures before further attempts must wait. */
const FREE = 5;
const FREE_OF_ADDRESS = 20;
const LONGEST_S = 15 * 60;
/** Failures are forgotten after this long without another one. */
export const FORGOTTEN_AFTER_S = 24 * 3600;

/** What failures are counted by: one account tried from one address, or everything tried from an address. */
export type Counted = 'account at address' | 'address';

/**
 * Seconds to wait after a number of consecutive failures, from the last one: none at first, then doubling, at most a
 * quarter of an hour. Counted by account and address, so that a stranger cannot lock an account for long, and with a
 * higher threshold by address.
 */
export function waitAfter(failures: number, counted: Counted): number {
  const over = failures - (counted === 'address' ? FREE_OF_ADDRESS : FREE);
  return over < 0 ? 0 : Math.min(2 ** over, LONGEST_S);
}
