import type { JsonObject } from './canonical-json.js';
import type { Bilingual } from './text.js';

/** A rule refuses the command; nothing was written. The code is stable; title and detail may change. */
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

/**
 * Declares the refusals of a feature, each with its sentence in both languages, and returns the function that throws
 * them. `{name}` in a sentence is replaced by that member of the detail.
 */
export const refusals =
  <T extends Record<string, Bilingual>>(texts: T) =>
  (code: keyof T & string, detail: JsonObject = {}): never => {
    const { vi, en } = texts[code] as Bilingual;
    throw new Rejection(code, { vi: filled(vi, detail), en: filled(en, detail) }, detail);
  };

const filled = (sentence: string, detail: JsonObject): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = detail[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : whole;
  });
