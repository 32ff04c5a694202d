import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';

/** When a term begins and ends, as far as is known. */
export interface Window {
  readonly organizationId: Uuid;
  readonly startsOn: PlainDate;
  /** Last day; null where nobody has stated or assumed one. */
  readonly endsOn: PlainDate | null;
  /** Whether the last day is an assumption: the term then goes on until its end is recorded. */
  readonly endAssumed: boolean;
}

/** Whether two terms of one ward share a day, which only one of them can be right about. */
export const overlap = (a: Window, b: Window): boolean =>
  a.organizationId === b.organizationId &&
  (b.endsOn === null || a.startsOn <= b.endsOn) &&
  (a.endsOn === null || b.startsOn <= a.endsOn);

/**
 * The term of a ward that a day falls in. A term whose end is only assumed goes on past that day; of terms that overlap,
 * the one that began last holds.
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
