import type { Json } from './canonical-json.js';
import { lettersIn, lineFault, linesFault, oneBlank, type TextFault } from './text.js';

/** Fields whose text may have several lines. A text of every other field is a name, a number or a title: one line. */
export const OF_SEVERAL_LINES: readonly string[] = ['reason', 'note', 'what', 'about', 'wording', 'remark'];

/** Fewest letters of the reason of a correction or an annulment. */
const LEAST_LETTERS = 10;

export interface ContentFault {
  /** Path of the field in the data of the command. */
  readonly field: string;
  readonly fault: TextFault;
}

/**
 * What a new command may not hold, though its schema takes it: characters that cannot be seen, names of several lines
 * or without a letter, a correction or an annulment without a real reason. Only new commands are checked, so that a
 * command recorded by an older release still gets its first receipt, and what was recorded stays readable.
 */
export function contentFaults({ type, data }: { readonly type: string; readonly data: unknown }): ContentFault[] {
  if (type !== 'CorrectEntry' && type !== 'AnnulEntry') return faultsIn('', data as Json, '');
  const { reason, changes = [] } = data as { readonly reason: string; readonly changes?: readonly Change[] };
  const faults = faultsIn('reason', reason, 'reason');
  if (faults.length === 0 && lettersIn(reason) < LEAST_LETTERS)
    faults.push({ field: 'reason', fault: 'reason-too-short' });
  return [...faults, ...changes.flatMap(({ field, to }, i) => faultsIn(keyOf(field), to, `changes.${i}.to`))];
}

interface Change {
  readonly field: string;
  readonly to: Json;
}

/** The name of the field that a path leads to. An element of a list has the name of the list. */
export const keyOf = (path: string): string => path.split('.').findLast((name) => !/^\d+$/.test(name)) ?? '';

function faultsIn(key: string, value: Json, field: string): ContentFault[] {
  if (typeof value === 'string') {
    const fault = OF_SEVERAL_LINES.includes(key) ? linesFault(value) : lineFault(value);
    return fault ? [{ field, fault }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const inner = (name: string) => (field === '' ? name : `${field}.${name}`);
  return Object.entries(value).flatMap(([name, member]) =>
    faultsIn(Array.isArray(value) ? key : name, member, inner(name)),
  );
}

/** The value with one space for each run of blanks in its names, numbers and titles. */
export function tidied<T>(value: T, key = ''): T {
  if (typeof value === 'string') return (OF_SEVERAL_LINES.includes(key) ? value : oneBlank(value)) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((member: unknown) => tidied(member, key)) as T;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, tidied(member as unknown, name)]),
  ) as T;
}
