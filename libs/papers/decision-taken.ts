import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import type { Upcaster } from '#kernel/event';
import { byPaper, dayText } from '#kernel/sentences';
import { type Bilingual, codesOf } from '#kernel/text';

/**
 * The capacity in which a paper of a collective body is signed, as printed above the signature. Null in a record means
 * that the capacity is unknown.
 */
export const SIGNING_CAPACITIES = {
  ON_BEHALF: { vi: 'T/M (thay mặt tập thể)', en: 'T/M (on behalf of the body)' },
  FOR_HEAD: { vi: 'K/T (ký thay người đứng đầu)', en: 'K/T (in place of its head)' },
  BY_ORDER: { vi: 'T/L (thừa lệnh)', en: 'T/L (by order)' },
} as const satisfies Record<string, Bilingual>;
export const SigningCapacity = z.enum(codesOf(SIGNING_CAPACITIES));
export type SigningCapacity = z.output<typeof SigningCapacity>;

/** How a body took a decision: the day of its meeting, and the capacity in which the paper is signed. Null: unknown. */
export const takenShape = { metOn: PlainDate.nullable(), signedAs: SigningCapacity.nullable() };

/** The same in a request, which may leave unknown values out. */
export const taken = { metOn: takenShape.metOn.default(null), signedAs: takenShape.signedAs.default(null) };

/** Earlier versions of the events did not hold these two values, so both are unknown. */
export const withTaken: Upcaster = (old) => ({ ...old, metOn: null, signedAs: null });
export const withSignedAs: Upcaster = (old) => ({ ...old, signedAs: null });

/** The phrase `, họp ngày 1/3/2026, theo văn bản 15-QĐ/UBKT ngày 2/3/2026, ký T/M…`; empty if nothing is known. */
export function byDecision(
  paper: Parameters<typeof byPaper>[0],
  { metOn = null, signedAs }: { readonly metOn?: PlainDate | null; readonly signedAs: SigningCapacity | null },
): Bilingual {
  const [by, met] = [byPaper(paper), metOn && dayText(metOn)];
  const signed = signedAs && SIGNING_CAPACITIES[signedAs];
  return {
    vi: `${met ? `, họp ngày ${met.vi}` : ''}${by.vi}${signed ? `, ký ${signed.vi}` : ''}`,
    en: `${met ? `, met on ${met.en}` : ''}${by.en}${signed ? `, signed ${signed.en}` : ''}`,
  };
}
