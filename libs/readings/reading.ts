import { z } from 'zod';
import { permanent, v1 } from '#kernel/event';
import { codesOf } from '#kernel/text';
import { KINDS, PURPOSES } from './codes.js';

/** The one event of the log of readings, written before an answer is given. Personal data is in ids alone. */
export const readingEvents = {
  RecordRead: permanent(
    v1({
      kind: z.enum(codesOf(KINDS)),
      /** `GET /api/discipline-cases/:id`. */
      route: z.string().max(300),
      /** What the address names: ids and codes. */
      about: z.record(z.string(), z.string()),
      /** What the query asks; null for a text, which may hold what must not be kept: that it was given is. */
      filters: z.record(z.string(), z.string().nullable()),
      purpose: z.enum(codesOf(PURPOSES)),
    }),
  ),
};
export type RecordRead = z.output<typeof readingEvents.RecordRead.schema>;

/** What names something by a code: ids, dates, positions, codes. Anything else may be a name that somebody typed. */
const CODE = /^(?:[A-Za-z][A-Za-z0-9_-]{0,59}|[0-9][0-9TZ:.-]{0,29}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Parameters whose text is what somebody searches for, whatever it looks like. */
const SEARCHES = new Set(['search', 'name', 'q']);

const kept = ([name, value]: readonly [string, unknown]): readonly [string, string | null] => {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return [name, !SEARCHES.has(name) && CODE.test(text) ? text : null];
};

/** As this interface names its parameters; the route refuses any other. */
const NAME = /^[a-z][A-Za-z]{0,39}$/;

/**
 * What a request asks for, without the texts that somebody typed. It is asked before the route has looked at the request, so a
 * single word in place of a code is kept, though the route refuses it.
 */
export function askedFor(params: object, query: object): Pick<RecordRead, 'about' | 'filters'> {
  const about = Object.entries(params).map(kept);
  return {
    about: Object.fromEntries(about.map(([name, value]) => [name, value ?? ''])),
    filters: Object.fromEntries(
      Object.entries(query)
        .filter(([name]) => NAME.test(name))
        .map(kept),
    ),
  };
}
