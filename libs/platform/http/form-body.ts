import { Problem } from './problems.js';

export const FORM = 'application/x-www-form-urlencoded';
/** Maximum size of a form in bytes; forms hold a name and a password. */
export const FORM_LIMIT = 16 * 1024;

/**
 * Routes that accept forms: those of pages, which demand a token of the session or check where a form comes from. All
 * other routes refuse forms, because any page can make a browser send one (CSRF).
 */
const PAGES = /^\/(sign-in|sign-out|account\/[a-z/-]+)$/;

/**
 * Parses a form sent by a page of this server (URL Standard, section 5).
 *
 * @param route the route pattern
 * @throws Problem `unsupported-media-type` on any other route
 * `malformed-request` for a field given twice
 */
export function readForm(route: string | undefined, body: string): Readonly<Record<string, string>> {
  if (route === undefined || !PAGES.test(route)) throw new Problem('unsupported-media-type');
  const fields = [...new URLSearchParams(body)];
  if (new Set(fields.map(([name]) => name)).size < fields.length) throw new Problem('malformed-request');
  return Object.fromEntries(fields);
}
