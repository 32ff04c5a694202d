import { Problem } from './problems.js';

export const FORM = 'application/x-www-form-urlencoded';
/** Greatest form in bytes; they hold a name and a password. */
export const FORM_LIMIT = 16 * 1024;

/** The pages that send a form. Everywhere else a form is refused: a browser sends one without being asked (CSRF). */
const PAGES: ReadonlySet<string> = new Set(['/sign-in', '/sign-out']);

/**
 * Reads a form that a page of ours sends (URL Standard, section 5).
 *
 * @param route as the server has it
 * @throws Problem `unsupported-media-type` on any other route | `malformed-request` for a field given twice
 */
export function readForm(route: string | undefined, body: string): Readonly<Record<string, string>> {
  if (route === undefined || !PAGES.has(route)) throw new Problem('unsupported-media-type');
  const fields = [...new URLSearchParams(body)];
  if (new Set(fields.map(([name]) => name)).size < fields.length) throw new Problem('malformed-request');
  return Object.fromEntries(fields);
}
