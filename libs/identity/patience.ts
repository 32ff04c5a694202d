/** Number of failed sign-ins after which the next attempt must wait. */
const FREE = 5;
const FREE_OF_ADDRESS = 20;
const LONGEST_S = 15 * 60;
/** Failures are forgotten after this long without another one. */
export const FORGOTTEN_AFTER_S = 24 * 3600;

/** What failures are counted for: one account from one address, or one address with all accounts tried from it. */
export type Counted = 'account at address' | 'address';

/**
 * Seconds to wait after the last of a number of consecutive failures: none at first, then doubling, at most a quarter
 * of an hour. Failures are counted for an account at an address, so that a stranger elsewhere cannot lock the account.
 * They are also counted for the address alone, with a higher threshold.
 */
export function waitAfter(failures: number, counted: Counted): number {
  const over = failures - (counted === 'address' ? FREE_OF_ADDRESS : FREE);
  return over < 0 ? 0 : Math.min(2 ** over, LONGEST_S);
}
