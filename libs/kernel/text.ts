import { z } from 'zod';

/**
 * Text that a record may hold: well-formed Unicode in NFC, not only white space, and without control characters except
 * tab and line breaks. NFD input is converted to NFC, and white space at both ends is removed. Other input is refused.
 *
 * @param max maximum length in UTF-16 code units after composition
 */
export const text = (max: number) =>
  z
    .string()
    .overwrite((value) => value.normalize('NFC').trim())
    .min(1)
    .max(max)
    .refine((value) => value.isWellFormed(), { error: 'lone surrogate' })
    .refine((value) => !CONTROL.test(value), { error: 'control character' });

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u009f\u2028\u2029\ufeff]/u;

/** A sentence shown to people, in both languages of the product. */
export interface Bilingual {
  readonly vi: string;
  readonly en: string;
}

/** Codes with their names in both languages. A list may hold further members for each code. */
export type CodeList = Readonly<Record<string, Bilingual>>;

/** The codes of a list, for `z.enum`. */
export const codesOf = <T extends CodeList>(list: T): [keyof T & string, ...(keyof T & string)[]] =>
  Object.keys(list) as [keyof T & string, ...(keyof T & string)[]];
