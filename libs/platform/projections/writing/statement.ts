import type pg from 'pg';

/** A statement with its values; its parameters are `$1`, `$2` and so on. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

type Client = Pick<pg.ClientBase, 'query'>;

/** Texts that are prepared once for each connection; a server keeps what is prepared, so they are not without number. */
const names = new Map<string, string>();
const MOST_NAMES = 500;

export async function run(client: Client, { text, values }: Statement): Promise<void> {
  if (!names.has(text) && names.size < MOST_NAMES) names.set(text, `projection ${names.size}`);
  const name = names.get(text);
  await client.query({ ...(name === undefined ? {} : { name }), text, values: [...values] });
}

/**
 * Several statements as one, which stands or falls as a whole without a transaction around it. Each part sees the tables as
 * they were before any of them, so no two may write the same row, not even one after the other.
 *
 * @param last gives the rows; it may ask for those of `part0`, `part1` and so on, where they return any
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
