import { canonicalJson, type Json } from '#kernel/canonical-json';
import type { PlainDate } from '#kernel/dates';
import type { NamesInBoth } from '#kernel/names';
import type { Bilingual } from '#kernel/text';
import { fieldLabel, pathLabel } from '../../field-labels.js';
import { type Leaf, leavesOf, valueWords } from './field-values.js';

/** One value that an entry changed. Null: there was no value before, or there is none after. */
export interface Change {
  readonly field: string;
  readonly label: Bilingual;
  readonly before: Bilingual | null;
  readonly after: Bilingual | null;
}

/** A day on which something happened that an entry states. */
export interface HappenedOn {
  readonly field: string;
  readonly label: Bilingual;
  readonly on: PlainDate;
}

/**
 * The values that differ between two contents of one event, in the order of its fields. Sealed values are compared by
 * their ciphertext and never opened.
 *
 * @param before null if there was nothing before
 * @param after null if the content is withdrawn
 */
export function changesBetween(type: string, before: Json, after: Json, names: NamesInBoth): readonly Change[] {
  const [was, is] = [byPlace(type, before), byPlace(type, after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((place) => {
    const [old, now] = [was.get(place), is.get(place)];
    const leaf = now ?? old;
    if (!leaf || canonicalJson(old?.value ?? null) === canonicalJson(now?.value ?? null)) return [];
    const words = (of: Leaf | undefined) => (of && of.value !== null ? valueWords(of, names) : null);
    return [{ field: place, label: numbered(type, leaf), before: words(old), after: words(now) }];
  });
}

const byPlace = (type: string, data: Json): ReadonlyMap<string, Leaf> =>
  new Map(data === null ? [] : leavesOf(type, data).map((leaf) => [leaf.place, leaf]));

/** The label, with the numbers of the items of lists: `yêu cầu khắc phục 2, thời hạn`. */
function numbered(type: string, { place, path }: Leaf): Bilingual {
  const numbers = place.split('.').filter((part) => /^\d+$/.test(part));
  if (numbers.length === 0) return pathLabel(type, path);
  const parts = path.split('.');
  const words = (language: keyof Bilingual): string => {
    const left = [...numbers];
    return parts
      .map((part, i) => {
        const label = fieldLabel(type, parts.slice(0, i + 1).join('.'))?.[language] ?? '';
        const number = part.endsWith('[]') ? left.shift() : undefined;
        return number === undefined ? label : `${label} ${Number(number) + 1}`;
      })
      .join(', ');
  };
  return { vi: words('vi'), en: words('en') };
}

/** Days that lie ahead, or bound a time: they do not say when something happened. */
const NOT_HAPPENED = /(^|\.)(dueOn|resumesOn|from|to|until|effectiveFrom|startsOn|endsOn|executableFrom)$/;

/** The days of the facts that an entry states, each with its label. */
export const happenedOn = (type: string, data: Json): readonly HappenedOn[] =>
  leavesOf(type, data).flatMap((leaf) =>
    leaf.field?.type === 'date' && typeof leaf.value === 'string' && !NOT_HAPPENED.test(leaf.path)
      ? [{ field: leaf.place, label: numbered(type, leaf), on: leaf.value as PlainDate }]
      : [],
  );
