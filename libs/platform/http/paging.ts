import { z } from 'zod';
import { fieldProblem } from './problems.js';

/** Query parameters of every list. */
export const paging = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(200))
    .prefault('50')
    .describe('1 to 200'),
  cursor: z.string().max(1000).optional().describe('The value of `next` in the answer with the page before'),
};

/**
 * A position in a list as opaque text. It holds the sort key of the last row, so rows that are added or removed do not
 * shift pages. A cursor names its list: a cursor of another list and a forged cursor are refused.
 *
 * @param list name of the list, one for each sort order
 * @param key schema of the sort key
 */
export function cursor<K extends z.ZodType>(list: string, key: K) {
  const named = z.tuple([z.literal(list), z.unknown()]);
  return {
    write: (at: z.input<K>): string => Buffer.from(JSON.stringify([list, at]), 'utf8').toString('base64url'),
    /** @throws Problem `invalid-request` naming `cursor` */
    read: (text: string | undefined): z.output<K> | undefined => {
      if (text === undefined) return undefined;
      const parsed = named.safeParse(decoded(text));
      const at = parsed.success ? key.safeParse(parsed.data[1]) : undefined;
      if (at?.success) return at.data;
      throw fieldProblem('query', 'cursor', 'wrong-format', {
        vi: 'Phải là giá trị next do chính danh sách này trả về',
        en: 'Must be a value of next that this list returned',
      });
    },
  };
}

function decoded(text: string): unknown {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) return undefined;
  try {
    return JSON.parse(UTF8.decode(bytes));
  } catch {
    return undefined;
  }
}
const UTF8 = new TextDecoder('utf-8', { fatal: true });
