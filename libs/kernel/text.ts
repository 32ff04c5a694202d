import { z } from 'zod';

/**
 * Text that a record may hold: well-formed Unicode in NFC, not only white space, and without control characters except
 * tab and line breaks. NFD input is converted to NFC, and white space at both ends is removed. Other input is refused.
 * New commands obey `contentFaults` as well; it is no part of the schema, so that a command of an older release can be
 * sent again.
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

/** A name on one line, for what is in no record: the rules of `lineFault`, and each run of blanks becomes one blank. */
export const name = (max: number) =>
  text(max)
    .superRefine((value, issues) => {
      const fault = lineFault(value);
      if (fault) issues.addIssue({ code: 'custom', message: fault });
    })
    .overwrite(oneBlank);

/** What is wrong with a text. The sentence for people is in `TEXT_FAULTS`. */
export type TextFault = keyof typeof TEXT_FAULTS;

/** Sentences about texts, by the code of the fault. */
export const TEXT_FAULTS = {
  'hidden-character': {
    vi: 'Có ký tự không nhìn thấy được (độ rộng bằng không hoặc đổi hướng chữ); hãy gõ lại',
    en: 'Contains a character that cannot be seen (of no width, or one that turns the direction of the text); type it anew',
  },
  'line-break': {
    vi: 'Phải nằm trên một dòng; hãy bỏ chỗ xuống dòng và dấu tab',
    en: 'Must be on one line; remove line breaks and tabs',
  },
  'no-letter': {
    vi: 'Phải có ít nhất một chữ cái hoặc chữ số',
    en: 'Must hold at least one letter or digit',
  },
  'reason-too-short': {
    vi: 'Lý do phải có ít nhất 10 chữ cái; hãy nêu rõ sai ở đâu và căn cứ',
    en: 'The reason must have at least 10 letters; say what is wrong and by which paper',
  },
} as const satisfies Record<string, Bilingual>;

/**
 * Characters that leave no mark on paper: of no width, fillers, variation selectors, tags, and those that turn the
 * direction of the text. Two texts that differ only in them look the same.
 */
const HIDDEN =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;
const BREAK = /[\t\n\v\f\r\u0085\u2028\u2029]/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const BLANKS = /[\s\p{Zs}]+/gu;

/** What is wrong with a text of several lines; null if nothing. */
export const linesFault = (value: string): TextFault | null => (HIDDEN.test(value) ? 'hidden-character' : null);

/** What is wrong with a name, a number or a title; null if nothing. */
export function lineFault(value: string): TextFault | null {
  if (HIDDEN.test(value)) return 'hidden-character';
  if (BREAK.test(value)) return 'line-break';
  return LETTER_OR_DIGIT.test(value) ? null : 'no-letter';
}

/** The text with one space for each run of blanks. */
export const oneBlank = (value: string): string => value.replace(BLANKS, ' ');

/** Number of letters, by which a reason is measured. */
export const lettersIn = (value: string): number => value.match(/\p{L}/gu)?.length ?? 0;

/** A sentence shown to people, in both languages of the product. */
export interface Bilingual {
  readonly vi: string;
  readonly en: string;
}

/** A code with its words. */
export interface Coded extends Bilingual {
  readonly code: string;
}

/** Codes with their names in both languages. A list may hold further members for each code. */
export type CodeList = Readonly<Record<string, Bilingual>>;

/** The codes of a list, for `z.enum`. */
export const codesOf = <T extends CodeList>(list: T): [keyof T & string, ...(keyof T & string)[]] =>
  Object.keys(list) as [keyof T & string, ...(keyof T & string)[]];
