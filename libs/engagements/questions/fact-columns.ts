import type { Uuid } from '#kernel/ids';
import type { Cell } from '#platform/http/csv';
import type { KnownPerson } from '#platform/http/persons';
import { fact } from '../answers.js';
import type { Fact } from './facts.js';

const FIELDS = Object.keys(fact) as (keyof Fact)[];
/** The columns of the file of facts. Those of persons come last, so that the others keep their places. */
export const COLUMNS = [...FIELDS, 'memberCode', 'memberName'];

/** The cells of one fact. */
export const cellsOf = (row: Fact, known: ReadonlyMap<Uuid, KnownPerson>): Cell[] => {
  const person = known.get((row.memberId ?? '') as Uuid);
  return [...FIELDS.map((column) => cellOf(row[column])), person?.code ?? null, person?.name ?? null];
};

const cellOf = (value: Fact[keyof Fact]): Cell =>
  Array.isArray(value) ? value.join(' ') : typeof value === 'boolean' ? String(value) : value;
