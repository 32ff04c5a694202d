import type { Json, JsonObject } from './canonical-json.js';
import { PlainDate } from './dates.js';
import { dayText } from './day-text.js';
import { fieldLabel } from './field-labels.js';
import type { Bilingual } from './text.js';

/** A refusal: a rule does not allow the command; nothing was written. The code is stable, title and detail are not. */
export class Rejection extends Error {
  constructor(
    readonly code: string,
    readonly title: Bilingual,
    readonly detail: JsonObject = {},
  ) {
    super(`${code} ${JSON.stringify(detail)}`);
    this.name = 'Rejection';
  }
}

/** The names in braces of a sentence: `day` and `entry` of 'On {day} (entry {entry})'. */
type Placeholder<S extends string> = S extends `${string}{${infer P}}${infer Rest}` ? P | Placeholder<Rest> : never;

/** A value for every placeholder of a refusal; of words in both languages, a sentence takes those of its language. */
type Filling<B extends Bilingual> = [Placeholder<B['vi'] | B['en']>] extends [never]
  ? [detail?: JsonObject]
  : [detail: JsonObject & Readonly<Record<Placeholder<B['vi'] | B['en']>, string | number | JsonObject>>];

/**
 * Declares the refusals of a feature, each with its sentence in both languages, and returns the function that throws
 * them. `{name}` in a sentence is replaced by the member `name` of the detail, which the compiler requires. A date is
 * written as people write it in the language of the sentence, and the path in `{field}` as the label of the field; of
 * words in both languages those of its language are taken. A sentence names no id and no code.
 */
export const refusals =
  <const T extends Record<string, Bilingual>>(texts: T) =>
  <K extends keyof T & string>(code: K, ...[detail = {}]: Filling<T[K]>): never => {
    const { vi, en } = texts[code] as Bilingual;
    throw new Rejection(code, { vi: filled(vi, detail, 'vi'), en: filled(en, detail, 'en') }, detail);
  };

const filled = (sentence: string, detail: JsonObject, language: keyof Bilingual): string =>
  sentence.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const given = detail[name];
    const value = isWords(given) ? given[language] : given;
    const day = PlainDate.safeParse(value);
    if (day.success) return dayText(day.data)[language];
    if (typeof value === 'string' && name === 'field') return fieldLabel(value)[language];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : placeholder;
  });

const isWords = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && 'vi' in value;
