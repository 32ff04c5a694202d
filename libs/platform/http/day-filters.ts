import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import { Problem } from './problems.js';

type Ends<N extends string> = `${N}From` | `${N}To`;

/**
 * Two query parameters that bound a day of the records in a list, both days included: `decidedFrom`, `decidedTo`. Records
 * without that day are not in the list; the answer counts them (`withoutDay`).
 *
 * @param what what happened on the day, as in "decided"
 */
export const dayBetween = <N extends string>(name: N, what: string): Record<Ends<N>, z.ZodOptional<typeof PlainDate>> =>
  ({
    [`${name}From`]: PlainDate.optional().describe(`Only what was ${what} on this day or later`),
    [`${name}To`]: PlainDate.optional().describe(`Only what was ${what} on this day or earlier`),
  }) as Record<Ends<N>, z.ZodOptional<typeof PlainDate>>;

/**
 * Refuses a query whose first day is after its last day, and names both. It applies to every pair of parameters whose
 * names differ in `from` and `to`.
 */
export function orderedDays<S extends z.ZodRawShape>(query: z.ZodObject<S>): z.ZodObject<S> {
  const pairs = Object.keys(query.shape).flatMap((from) => {
    const to = from.replace(/from$/, 'to').replace(/From$/, 'To');
    return to !== from && to in query.shape ? [[from, to] as const] : [];
  });
  if (pairs.length === 0) return query;
  return query.superRefine((values: Readonly<Record<string, unknown>>, context) => {
    for (const pair of pairs) {
      const [first, last] = pair.map((name) => values[name]);
      if (!isDay(first) || !isDay(last) || first <= last) continue;
      for (const name of pair) context.addIssue({ code: 'custom', path: [name], message: 'from after to' });
    }
  });
}

/** The problem of a range whose beginning is after its end. It names both parameters. */
export const reversed = (from: string, to: string): Problem =>
  new Problem('invalid-request', {
    errors: [from, to].map((field) => ({
      in: 'query',
      field,
      code: 'reversed',
      vi: `Ngày đầu (${from}) không được sau ngày cuối (${to})`,
      en: `The first day (${from}) must not be after the last day (${to})`,
    })),
  });

const isDay = (value: unknown): value is string => typeof value === 'string' && value.length === 10;
