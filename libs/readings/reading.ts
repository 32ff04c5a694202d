import { z } from 'zod';
import { permanent, v1 } from '#kernel/event';
import { categoryOf, idOf, type StreamId, Uuid } from '#kernel/ids';
import { codesOf } from '#kernel/text';
import { KINDS, PURPOSES } from './codes.js';

/**
 * The events of the log of readings, both appended before the answer is sent. `RecordRead` says what was asked, and is
 * the first of its stream. `RecordsOpened` says what the answer holds; there are several if the answer holds much, or is
 * sent in parts. They name persons by ids only.
 */
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
  RecordsOpened: permanent(
    v1({
      /** Records whose content the answer holds, sealed or not, with the members whom they were then about. */
      opened: z.array(z.strictObject({ category: z.string().max(60), id: Uuid, members: z.array(Uuid) })),
    }),
  ),
};
export type RecordsOpened = z.output<typeof readingEvents.RecordsOpened.schema>;
export type OpenedEntry = RecordsOpened['opened'][number];

/** The most ids in one event, which keeps its record far below the greatest size. */
const MOST_IDS = 1_000;

/** Splits what was opened into events. A record with more members than fit is named in several. */
export function openedParts(
  opened: readonly { readonly stream: StreamId; readonly members: readonly Uuid[] }[],
): readonly RecordsOpened[] {
  const parts: OpenedEntry[][] = [];
  let left = 0;
  for (const { stream, members } of opened)
    for (let from = 0; from === 0 || from < members.length; from += MOST_IDS - 1) {
      const some = members.slice(from, from + MOST_IDS - 1);
      if (some.length + 1 > left) {
        parts.push([]);
        left = MOST_IDS;
      }
      left -= some.length + 1;
      parts.at(-1)?.push({ category: categoryOf(stream), id: idOf(stream), members: some });
    }
  return parts.map((entries) => ({ opened: entries }));
}

export type RecordRead = z.output<typeof readingEvents.RecordRead.schema>;

/** The form of ids, dates, positions and codes. A value of another form may be a name that the reader typed. */
const CODE = /^(?:[A-Za-z][A-Za-z0-9_-]{0,59}|[0-9][0-9TZ:.-]{0,29}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Parameters that hold free text or what a client may make up, whatever form their value has. */
const FREE = new Set(['search', 'name', 'cardNumber', 'q', 'cursor']);

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

/** The ids that a reading's question named, in the path or in the query of its request. */
export const idsAsked = ({ about, filters }: Pick<RecordRead, 'about' | 'filters'>): readonly Uuid[] =>
  [...Object.values(about), ...Object.values(filters)].flatMap((value) => Uuid.safeParse(value).data ?? []);
