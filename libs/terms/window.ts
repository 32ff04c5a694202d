import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';

/** First and last day of a term, as far as they are known. */
export interface Window {
  readonly organizationId: Uuid;
  readonly startsOn: PlainDate;
  /** Last day of the term; null if neither stated nor assumed. */
  readonly endsOn: PlainDate | null;
  /** Whether the last day is an assumption: the term then continues until its end is recorded. */
  readonly endAssumed: boolean;
}

/** Whether two terms of one ward share a day. New terms must not; old logs may hold some that do. */
export const overlap = (a: Window, b: Window): boolean =>
  a.organizationId === b.organizationId &&
  (b.endsOn === null || a.startsOn <= b.endsOn) &&
  (a.endsOn === null || b.startsOn <= a.endsOn);

/**
 * The term of a ward on a day. A term whose end is assumed goes on past its assumed last day. Of overlapping terms, the
 * one that began last is chosen.
 */
export function termOn<T extends Window>(terms: readonly T[], organizationId: Uuid, on: PlainDate): T | null {
  const running = terms.filter(
    (term) =>
      term.organizationId === organizationId &&
      term.startsOn <= on &&
      (term.endsOn === null || term.endAssumed || on <= term.endsOn),
  );
  return running.reduce<T | null>(
    (last, term) => (last === null || term.startsOn >= last.startsOn ? term : last),
    null,
  );
}
