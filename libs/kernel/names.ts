import { companionOf, type PastEvent } from './effective.js';
import type { DataOf, Declarations } from './event.js';
import { categoryOf, type StreamId, type Uuid } from './ids.js';
import type { Bilingual } from './text.js';

/** Names of what a sentence mentions, in one language. A name is never an id: what has no name is told in words. */
export interface Names {
  readonly organization: (id: Uuid) => string;
  /**
   * Who acts or is given something to do: the name, if the reader may know it; else the place in the record, by what
   * introduced the person, or as one of the persons whom the record concerns.
   */
  readonly person: (id: Uuid) => string;
  /** A person whom the record names: the name or the code, as `known`; else the place in the record. */
  readonly member: (id: Uuid) => string;
  /** The name or the code of a member; null: not in the register of persons; undefined: not known here. */
  readonly known: (id: Uuid) => string | null | undefined;
  /** A thing that an entry of the record introduces: a subject, a remedy, a grant, a hold. */
  readonly item: (id: Uuid) => string;
  /** The last trait that the record states of itself. */
  readonly trait: string | null;
  /** Another record. */
  readonly record: (stream: StreamId) => string;
}

/** Names in both languages. A sentence is made once in each, so that its names are in its language. */
export type NamesInBoth = { readonly [L in keyof Bilingual]: Names };

/** What an entry introduces: a thing, or a person. Later entries of the record mention it by its id. */
export interface Introduced {
  readonly id: Uuid;
  /** Things of one kind are numbered in the order in which the record introduces them. */
  readonly kind: string;
  readonly words: (number: number, names: Names) => Bilingual;
  /** What the record is about, where the words of later entries depend on it. */
  readonly trait?: string;
}

/** What each event of a decider introduces; an event that is left out introduces nothing. */
export type Introduces<E extends Declarations> = {
  readonly [K in keyof E & string]?: (data: DataOf<E[K]>) => readonly Introduced[];
};
type AnyIntroduces = Readonly<Record<string, ((data: any) => readonly Introduced[]) | undefined>>;

/** Names from outside of a record, as far as a reader may know them. */
export interface KnownNames {
  readonly organization: (id: Uuid) => string | undefined;
  /** Who acts. */
  readonly person: (id: Uuid) => string | undefined;
  /** A person whom records name; null: not in the register of persons. */
  readonly member: (id: Uuid) => string | null | undefined;
  readonly record: (stream: StreamId) => Bilingual | undefined;
}

export const NO_NAMES: KnownNames = {
  organization: () => undefined,
  person: () => undefined,
  member: () => undefined,
  record: () => undefined,
};

/** A kind of stream, as far as the things in its records have names. */
export interface Naming {
  readonly category: string;
  readonly introduces: AnyIntroduces;
  readonly concerns: { readonly of: (event: any) => { readonly members: readonly Uuid[] } };
}

/**
 * The names in one record. Subjects, grants and persons keep their numbers when an entry is corrected or annulled,
 * since all versions of all entries are counted. Cost: one pass over the events.
 */
export function namesIn(
  { category, introduces, concerns }: Naming,
  past: readonly PastEvent[],
  known: KnownNames,
): NamesInBoth {
  const items = new Map<Uuid, { readonly of: Introduced; readonly number: number }>();
  const persons = new Map<Uuid, number>();
  const counts = new Map<string, number>();
  let trait: string | null = null;
  for (const event of past.flatMap(versionIn)) {
    const introducing = Object.hasOwn(introduces, event.type) ? introduces[event.type] : undefined;
    for (const of of introducing?.(event.data) ?? []) {
      trait = of.trait ?? trait;
      if (items.has(of.id)) continue;
      const number = (counts.get(of.kind) ?? 0) + 1;
      counts.set(of.kind, number);
      items.set(of.id, { of, number });
    }
    for (const id of concerns.of(event).members) if (!persons.has(id)) persons.set(id, persons.size + 1);
  }
  const inLanguage = (language: keyof Bilingual): Names => {
    const placed = (id: Uuid): string => {
      const [item, number] = [items.get(id), persons.get(id)];
      if (item) return item.of.words(item.number, names)[language];
      return (number === undefined ? UNNAMED.person : personWords(number))[language];
    };
    const names: Names = {
      trait,
      organization: (id) => known.organization(id) ?? UNNAMED.organization[language],
      person: (id) => known.person(id) ?? placed(id),
      member: (id) => {
        const who = known.member(id);
        return who === null ? `${placed(id)} (${NOT_IN_REGISTER[language]})` : (who ?? placed(id));
      },
      known: (id) => known.member(id),
      item: (id) => {
        const item = items.get(id);
        return (item ? item.of.words(item.number, names) : UNNAMED.item)[language];
      },
      record: (stream) =>
        (known.record(stream) ?? OTHER_RECORDS[categoryOf(stream)] ?? otherRecord(categoryOf(stream) === category))[
          language
        ],
    };
    return names;
  };
  return { vi: inLanguage('vi'), en: inLanguage('en') };
}

/** The content that an entry states; an annulment states none. */
function versionIn(event: PastEvent): readonly { readonly type: string; readonly data: any }[] {
  const companion = companionOf(event);
  if (companion === null) return [event];
  return companion.how === 'corrected' ? [{ type: companion.base, data: companion.data }] : [];
}

/** Told of a person whom a record of an older release names, and whom nobody has entered. */
export const NOT_IN_REGISTER: Bilingual = { vi: 'chưa có trong sổ', en: 'not in the register' };

const UNNAMED = {
  organization: { vi: 'một tổ chức đảng chưa rõ tên', en: 'an organization without a known name' },
  person: { vi: 'một người', en: 'a person' },
  item: { vi: 'một mục không còn trong hồ sơ', en: 'something that the record does not hold' },
} as const satisfies Record<string, Bilingual>;

const personWords = (number: number): Bilingual => ({
  vi: `đảng viên ${number} trong hồ sơ`,
  en: `member ${number} of the record`,
});

const OTHER_RECORDS: Readonly<Record<string, Bilingual>> = {
  engagement: { vi: 'một cuộc khác', en: 'another inspection or supervision' },
  disciplineCase: { vi: 'một hồ sơ kỷ luật', en: 'a discipline case' },
};
const otherRecord = (sameKind: boolean): Bilingual =>
  sameKind ? { vi: 'một hồ sơ khác', en: 'another record' } : { vi: 'một hồ sơ', en: 'a record' };

/** The ids of a kind of thing that a sentence mentions, found by making the sentence. */
export interface Mentioned {
  readonly organizations: ReadonlySet<Uuid>;
  readonly persons: ReadonlySet<Uuid>;
  readonly members: ReadonlySet<Uuid>;
  readonly records: ReadonlySet<StreamId>;
}

/** Collects what is mentioned while `tell` makes sentences with the names that it is given. */
export function mentionedBy(tell: (known: KnownNames) => unknown): Mentioned {
  const found = {
    organizations: new Set<Uuid>(),
    persons: new Set<Uuid>(),
    members: new Set<Uuid>(),
    records: new Set<StreamId>(),
  };
  tell({
    organization: (id) => void found.organizations.add(id),
    person: (id) => void found.persons.add(id),
    member: (id) => void found.members.add(id),
    record: (stream) => void found.records.add(stream),
  });
  return found;
}
