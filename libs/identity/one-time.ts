import { hash, randomInt, timingSafeEqual } from 'node:crypto';

/** A one-time credential dies after this long. */
export const ONE_TIME_HOURS = 24;

/** Letters and digits that cannot be taken for one another when they are read out or copied by hand. */
const SIGNS = '0123456789abcdefghjkmnpqrstvwxyz';
/** 26 signs of 5 bits each: 130 random bits, so one half alone cannot be guessed either. */
const LENGTH = 26;
/** Joins the two halves; no half contains it. */
const JOINT = '-';

/** A new half of a one-time credential, or a whole one that is issued by one person. */
export const newHalf = (): string =>
  Array.from({ length: LENGTH }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('');

/** The stored hash of a half. A random half needs no slow hash. */
export const hashOfHalf = (half: string): Buffer => hash('sha256', `one-time credential\n${half}`, 'buffer');

/** What the tables know of a one-time credential. */
export interface Halves {
  readonly firstHalf: Buffer | null;
  readonly secondHalf: Buffer | null;
  readonly halvesEndAt: string | null;
}

/** Whether a text is the one-time credential of an account: all of its halves, in their order, before its end. */
export function opensOnce({ firstHalf, secondHalf, halvesEndAt }: Halves, entered: string, now: Date): boolean {
  if (firstHalf === null || halvesEndAt === null || Date.parse(halvesEndAt) <= now.getTime()) return false;
  const stored = secondHalf === null ? [firstHalf] : [firstHalf, secondHalf];
  const parts = entered.trim().toLowerCase().split(JOINT);
  // Every part is compared, so that the time tells nothing about one half.
  const same = stored.map((half, i) => timingSafeEqual(half, hashOfHalf(parts[i]?.trim() ?? '')));
  return parts.length === stored.length && same.every((one) => one);
}
