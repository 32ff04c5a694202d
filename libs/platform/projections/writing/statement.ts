import type pg from 'pg';

/** A statement with the values of its parameters `$1`, `$2` and so on. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

type Client = Pick<pg.ClientBase, 'query'>;

/** Names of prepared statements. Their number is limited, since the server keeps each for the life of a connection. */
const names = new Map<string, string>();
const MOST_NAMES = 500;

export async function run(client: Client, { text, values }: Statement): Promise<void> {
  if (!names.has(text) && names.size < MOST_NAMES) names.set(text, `projection ${names.size}`);
  const name = names.get(text);
  await client.query({ ...(name === undefined ? {} : { name }), text, values: [...values] });
}

/**
 * Joins statements into one, which is atomic without a transaction around it. Every part sees the tables as they were
 * before the statement, so two parts must not write the same row.
 *
 * @param last returns the rows; it may select from `part0`, `part1` and so on where these return any
 */
export function asOne(parts: readonly Statement[], last: Statement): Statement {
  const values: unknown[] = [];
  const numbered = ({ text, values: own }: Statement): string => {
    const before = values.length;
    values.push(...own);
    return before === 0 ? text : text.replace(/\$(\d+)/g, (_, n: string) => `$${before + Number(n)}`);
  };
  const texts = parts.map((part, i) => `part${i} as (${numbered(part)})`);
  return { text: `with ${texts.join(', ')} ${numbered(last)}`, values };
}
