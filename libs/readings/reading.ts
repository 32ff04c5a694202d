import { z } from 'zod';
import { permanent, v1 } from '#kernel/event';
import { codesOf } from '#kernel/text';
import { KINDS, PURPOSES } from './codes.js';

/** The only event of the log of readings. It is appended before the answer is sent. It names persons by ids only. */
export const readingEvents = {
  RecordRead: permanent(
    v1({
      kind: z.enum(codesOf(KINDS)),
      /** Method and path pattern, such as `GET /api/discipline-cases/:id`. */
      route: z.string().max(300),
      /** Parameters of the path: ids and codes. */
      about: z.record(z.string(), z.string()),
      /** Parameters of the query. A free text may hold personal data, so null is stored in its place. */
      filters: z.record(z.string(), z.string().nullable()),
      purpose: z.enum(codesOf(PURPOSES)),
    }),
  ),
};
export type RecordRead = z.output<typeof readingEvents.RecordRead.schema>;

/** The form of ids, dates, positions and codes. A value of another form may be a name that the reader typed. */
const CODE = /^(?:[A-Za-z][A-Za-z0-9_-]{0,59}|[0-9][0-9TZ:.-]{0,29}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Parameters that hold free text or what a client may make up, whatever form their value has. */
const FREE = new Set(['search', 'name', 'q', 'cursor']);

const kept = ([name, value]: readonly [string, unknown]): readonly [string, string | null] => {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return [name, !FREE.has(name) && CODE.test(text) ? text : null];
};

/** The form of parameter names in this API; routes refuse any other name. */
const NAME = /^[a-z][A-Za-z]{0,39}$/;

type Parameters = Readonly<Record<string, unknown>>;

/**
 * The parameters of a request, with null in place of free text, and of a value that the route does not accept: a word
 * typed in place of a code is not stored.
 *
 * @param accepted the parameters of path and query that the route accepts
 */
export function askedFor(
  path: Parameters,
  query: Parameters,
  [inPath, inQuery]: readonly [Parameters, Parameters],
): Pick<RecordRead, 'about' | 'filters'> {
  const about = Object.keys(path).map((name) => kept([name, inPath[name]]));
  return {
    about: Object.fromEntries(about.map(([name, value]) => [name, value ?? ''])),
    filters: Object.fromEntries(
      Object.keys(query)
        .filter((name) => NAME.test(name))
        .map((name) => kept([name, inQuery[name]])),
    ),
  };
}
