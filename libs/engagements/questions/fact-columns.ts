import type { Uuid } from '#kernel/ids';
import { fact } from '../answers.js';
import type { Fact } from './facts.js';

const FIELDS = Object.keys(fact) as (keyof Fact)[];
/**
 * The columns of the file of facts. A person is told by the code alone: a file leaves the program, and would hold a name
 * after it was erased. The column comes last, so that the others keep their places.
 */
export const COLUMNS = [...FIELDS, 'memberCode'];

/** The cells of one fact. @param known the persons whom the facts name */
export const cellsOf = (row: Fact, known: ReadonlyMap<Uuid, { readonly code: string | null }>) => {
  const code = row.memberId === null ? null : known.get(row.memberId as Uuid)?.code;
  return [...FIELDS.map((column) => cellOf(row[column])), code ?? null];
};

const cellOf = (value: Fact[keyof Fact]) =>
  Array.isArray(value) ? value.join(' ') : typeof value === 'boolean' ? String(value) : value;
