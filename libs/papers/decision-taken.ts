import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import type { Upcaster } from '#kernel/event';
import { dayText, type NumberedPaper, paperName } from '#kernel/sentences';
import { type Bilingual, codesOf } from '#kernel/text';

/**
 * The capacity in which a paper of a collective body is signed, as printed above the signature. Null in a record means
 * that the capacity is unknown.
 */
export const SIGNING_CAPACITIES = {
  ON_BEHALF: { vi: 'T/M, thay mặt tập thể', en: 'T/M, on behalf of the body' },
  FOR_HEAD: { vi: 'K/T, ký thay người đứng đầu', en: 'K/T, in place of its head' },
  BY_ORDER: { vi: 'T/L, thừa lệnh', en: 'T/L, by order' },
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

/**
 * The phrase ` (Quyết định số 15-QĐ/UBKTĐU ngày 2/3/2026, họp ngày 1/3/2026, ký T/M…)`; empty if nothing is known.
 */
export function byDecision(
  paper: NumberedPaper | null,
  { metOn = null, signedAs }: { readonly metOn?: PlainDate | null; readonly signedAs: SigningCapacity | null },
): Bilingual {
  const [by, met] = [paperName(paper), metOn && dayText(metOn)];
  const signed = signedAs && SIGNING_CAPACITIES[signedAs];
  return {
    vi: inBrackets([by?.vi, met && `họp ngày ${met.vi}`, signed && `ký ${signed.vi}`]),
    en: inBrackets([by?.en, met && `met on ${met.en}`, signed && `signed ${signed.en}`]),
  };
}

function inBrackets(parts: readonly (string | null | undefined)[]): string {
  const known = parts.filter((part) => part);
  return known.length === 0 ? '' : ` (${known.join(', ')})`;
}
