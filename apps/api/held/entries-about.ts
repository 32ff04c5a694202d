import type { Json } from '#kernel/canonical-json';
import { concernedBy } from '#kernel/concern';
import { companionOf, type PastEvent } from '#kernel/effective';
import { idKindOf } from '#kernel/id-fields';
import { idOf, type StreamId, Uuid } from '#kernel/ids';
import { personsIn } from '#kernel/persons';
import type { Recordable } from '#kernel/decider';
import { sealedParts } from '#kernel/sealed';

/** One entry of a record that is about a person, or names them. */
export interface EntryAbout {
  readonly revision: number;
  /** The fields that name the person; empty if the entry is about them otherwise. */
  readonly fields: readonly string[];
}

/**
 * The entries of a record that are about some persons: of a record about them alone every entry; else those that name
 * them, those about a thing that an entry names with them (the subject that they are), and what corrects or withdraws
 * such an entry.
 *
 * @param isTheirs whether a sealed value is sealed for one of them
 */
export function entriesAbout(
  kind: Recordable,
  stream: StreamId,
  past: readonly PastEvent[],
  persons: ReadonlySet<Uuid>,
  isTheirs: (sealedValue: string) => boolean,
): readonly EntryAbout[] {
  const { members } = concernedBy({ judged: 'by record', of: kind.concerns.of }, past, []);
  const isAlone = persons.has(idOf(stream)) || (members.length > 0 && members.every((id) => persons.has(id)));
  const items = new Set(past.flatMap(({ data }) => itemsBeside(data as Json, persons)));
  const about = new Set<number>();
  return past.flatMap((event) => {
    const data = event.data as Json;
    const fields = personsIn(data)
      .filter(({ id }) => persons.has(id))
      .map(({ field }) => field);
    const corrects = companionOf(event)?.corrects;
    const isAbout =
      isAlone ||
      fields.length > 0 ||
      (corrects !== undefined && about.has(corrects)) ||
      idsIn(data).some((id) => items.has(id)) ||
      Object.values(sealedParts(data)).some(isTheirs);
    if (!isAbout) return [];
    about.add(event.revision);
    return [{ revision: event.revision, fields }];
  });
}

/** The ids of things that stand beside one of the persons in the content of an entry. */
function itemsBeside(value: Json, persons: ReadonlySet<Uuid>): readonly Uuid[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isList(value)) return value.flatMap((one) => itemsBeside(one, persons));
  const members = Object.entries(value);
  const isNamed = members.some(([name, one]) => idKindOf(name) === 'member' && isOneOf(one, persons));
  const beside = isNamed
    ? members.flatMap(([name, one]) => (idKindOf(name) === 'item' ? (Uuid.safeParse(one).data ?? []) : []))
    : [];
  return [...beside, ...members.flatMap(([, one]) => itemsBeside(one, persons))];
}

/** Every id in the content of an entry. */
function idsIn(value: Json): readonly Uuid[] {
  if (typeof value === 'string') return [Uuid.safeParse(value).data ?? []].flat();
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((one) => idsIn(one));
}

const isOneOf = (value: Json, persons: ReadonlySet<Uuid>): boolean =>
  typeof value === 'string' && persons.has(value as Uuid);
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
