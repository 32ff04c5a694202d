import { fieldProblem, Problem } from './problems.js';

export type IfMatch = 'required' | 'optional' | 'none';

const STRONG_TAG = /^"(0|[1-9]\d{0,9})"$/;

/**
 * The revision that the client has read, from `If-Match: "<revision>"` (RFC 9110, section 13.1.1). The header must hold
 * exactly one strong tag: a weak tag, a list and `*` do not say which revision was read.
 *
 * @throws Problem `if-match-missing` (428) where the route requires it
 * `invalid-request` (422)
 */
export function expectedRevision(header: string | undefined, wanted: IfMatch): number | null {
  if (wanted === 'none' || (header === undefined && wanted === 'optional')) return null;
  if (header === undefined) {
    const sentence = { vi: 'Bắt buộc phải có', en: 'Is required' };
    throw new Problem('if-match-missing', {
      errors: [{ in: 'header', field: 'If-Match', code: 'missing', ...sentence }],
    });
  }
  const revision = STRONG_TAG.exec(header)?.[1];
  if (revision !== undefined) return Number(revision);
  throw fieldProblem('header', 'If-Match', 'wrong-format', {
    vi: 'Phải là một số phiên bản trong dấu ngoặc kép, ví dụ "7"',
    en: 'Must be one revision in double quotes, for example "7"',
  });
}

/** The entity tag of a stream at a revision. */
export const etag = (revision: number): string => `"${revision}"`;
