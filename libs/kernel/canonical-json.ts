export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/**
 * The canonical text of a JSON value (RFC 8785, JCS): members sorted by UTF-16 code units, numbers and strings as
 * ECMAScript writes them, no white space.
 *
 * @throws TypeError for what JSON cannot hold exactly: undefined, functions, NaN, infinities, lone surrogates (section 3.2.2).
 */
export function canonicalJson(value: unknown): string {
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object') {
    let members = '';
    for (const key of Object.keys(value).sort()) {
      if (members !== '') members += ',';
      members += `${quoted(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`;
    }
    return `{${members}}`;
  }
  throw new TypeError(`a ${typeof value} has no JSON form`);
}

/** Fast path: printable ASCII that needs no escape covers most keys and ids. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** A string as JSON writes it. @throws TypeError for a lone surrogate */
export function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate has no UTF-8 form');
  return JSON.stringify(text);
}
