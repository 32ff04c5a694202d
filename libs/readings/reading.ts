import { z } from 'zod';
import { permanent, v1 } from '#kernel/event';
import { codesOf } from '#kernel/text';
import { KINDS, PURPOSES } from './codes.js';

/** The one event of the log of readings, appended before the answer is sent. Personal data is in ids only. */
export const readingEvents = {
  RecordRead: permanent(
    v1({
      kind: z.enum(codesOf(KINDS)),
      /** `GET /api/discipline-cases/:id`. */
      route: z.string().max(300),
      /** Parameters of the path: ids and codes. */
      about: z.record(z.string(), z.string()),
      /** Parameters of the query; a free text may hold personal data, so null is stored in its place. */
      filters: z.record(z.string(), z.string().nullable()),
      purpose: z.enum(codesOf(PURPOSES)),
    }),
  ),
};
export type RecordRead = z.output<typeof readingEvents.RecordRead.schema>;

/** Ids, dates, positions and codes. Any other value may be a name that the reader typed. */
const CODE = /^(?:[A-Za-z][A-Za-z0-9_-]{0,59}|[0-9][0-9TZ:.-]{0,29}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Parameters with free text, whatever the value looks like. */
const SEARCHES = new Set(['search', 'name', 'q']);

const kept = ([name, value]: readonly [string, unknown]): readonly [string, string | null] => {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return [name, !SEARCHES.has(name) && CODE.test(text) ? text : null];
};

/** The form of parameter names in this API; the route refuses any other. */
const NAME = /^[a-z][A-Za-z]{0,39}$/;

/**
 * The parameters of a request, without free text. It runs before the route validates the request, so a single word in
 * place of a code is stored, though the route then refuses it.
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
