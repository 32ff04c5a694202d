import { canonicalJson, type Json } from '#kernel/canonical-json';
import type { PlainDate } from '#kernel/dates';
import { fieldLabel, labelIn } from '#kernel/field-labels';
import type { NamesInBoth } from '#kernel/names';
import type { Bilingual } from '#kernel/text';
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
    return [{ field: place, label: labelled(type, leaf), before: words(old), after: words(now) }];
  });
}

const byPlace = (type: string, data: Json): ReadonlyMap<string, Leaf> =>
  new Map(data === null ? [] : leavesOf(type, data).map((leaf) => [leaf.place, leaf]));

/** An item of a list is told with its number. */
const labelled = (type: string, { place, path }: Leaf): Bilingual =>
  place === path ? (labelIn(type, path) ?? fieldLabel(place)) : fieldLabel(place);

/** Days that lie ahead, or bound a time: they do not say when something happened. */
const NOT_HAPPENED = /(^|\.)(dueOn|resumesOn|from|to|until|effectiveFrom|startsOn|endsOn|executableFrom)$/;

/** The days of the facts that an entry states, each with its label. */
export const happenedOn = (type: string, data: Json): readonly HappenedOn[] =>
  leavesOf(type, data).flatMap((leaf) =>
    leaf.field?.type === 'date' && typeof leaf.value === 'string' && !NOT_HAPPENED.test(leaf.path)
      ? [{ field: leaf.place, label: labelled(type, leaf), on: leaf.value as PlainDate }]
      : [],
  );
