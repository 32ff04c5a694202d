import { type Catalog, pastEvent } from '#kernel/catalog';
import { verdictNames } from '#kernel/confirmation';
import type { Json } from '#kernel/canonical-json';
import { companionOf, effective, type PastEvent } from '#kernel/effective';
import { type Fate, fatesOf } from '#kernel/fates';
import type { StreamId, Uuid } from '#kernel/ids';
import { type KnownNames, type Mentioned, mentionedBy, type NamesInBoth, namesIn } from '#kernel/names';
import { proposalNames, proposalsIn } from '#kernel/proposal';
import type { Actor } from '#kernel/record';
import { sentenceOf, type StreamKind } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import type { StoredEvent } from '#platform/event-store/event-store';
import { type Change, changesBetween, type HappenedOn, happenedOn } from './changes.js';

/** What another person did about an entry: agreed to it, or compared it with its papers. */
export interface Second {
  readonly entry: number;
  readonly recordedAt: string;
  readonly actor: Actor;
}

/** One entry of a stream as a sentence, with what it changed and what became of it. */
export interface HistoryEntry {
  readonly revision: number;
  readonly eventId: Uuid;
  readonly type: string;
  readonly recordedAt: string;
  readonly actor: Actor;
  readonly fate: Fate;
  /** For a correction or an annulment: the revision of the entry that it corrects or annuls. */
  readonly corrects: number | null;
  readonly sentence: Bilingual;
  readonly happenedOn: readonly HappenedOn[];
  readonly changes: readonly Change[];
  /** The first comparison with the papers that covers the entry. */
  readonly confirmedBy: Second | null;
  /** Of an act that takes several persons: those who proposed it and agreed to it. */
  readonly agreedBy: readonly Second[];
}

const NONE: ReadonlySet<number> = new Set();
const WITHHELD = {
  type: 'Withheld',
  sentence: { vi: 'Có một mục ghi chưa được công bố', en: 'There is an entry that is not made known yet' },
  happenedOn: [],
  changes: [],
};

/**
 * The history of a stream, oldest first, up to a position. Entries may be missing if an anomaly in the stream was set
 * aside, so an entry is found by its revision, never by its index.
 */
export class History {
  readonly #past: readonly PastEvent[];
  readonly #byRevision: ReadonlyMap<number, PastEvent>;
  readonly #fates: ReadonlyMap<number, Fate>;

  constructor(
    private readonly kind: StreamKind,
    catalog: Catalog,
    private readonly events: readonly StoredEvent[],
  ) {
    this.#past = events.map(({ record }) => pastEvent(catalog, record));
    this.#byRevision = new Map(this.#past.map((event) => [event.revision, event]));
    this.#fates = fatesOf(kind, this.#past);
  }

  /** What the sentences of a page mention. */
  mentioned(from: number, limit: number): Mentioned {
    return mentionedBy((known) => this.entries(from, limit, known));
  }

  /**
   * Other records of this kind that entries refer to, with the revisions of those entries, corrections and annulments
   * included.
   */
  named(): ReadonlyMap<Uuid, readonly number[]> {
    const found = new Map<Uuid, number[]>();
    for (const event of this.#past)
      for (const id of this.#linkedRecords(event)) found.set(id, [...(found.get(id) ?? []), event.revision]);
    return found;
  }

  #linkedRecords(event: PastEvent): readonly Uuid[] {
    const { tellsOf: linkedIds } = this.kind.concerns;
    if (!linkedIds) return [];
    const companion = companionOf(event);
    if (!companion) return linkedIds({ type: event.type, data: event.data as object });
    const base = this.#byRevision.get(companion.corrects);
    const corrected =
      companion.how === 'corrected' ? linkedIds({ type: companion.base, data: companion.data as object }) : [];
    return [...corrected, ...(base ? this.#linkedRecords(base) : [])];
  }

  /**
   * Entries from a revision on.
   *
   * @param hidden entries of which the reader sees only that they exist
   */
  entries(from: number, limit: number, known: KnownNames, hidden: ReadonlySet<number> = NONE): readonly HistoryEntry[] {
    const names = namesIn(this.kind, this.#past, known);
    return this.#from(from, limit).flatMap(({ record }) => {
      const event = this.#byRevision.get(record.revision);
      const fate = this.#fates.get(record.revision);
      if (!event || !fate) return [];
      return [
        {
          revision: record.revision,
          eventId: record.id,
          recordedAt: record.recordedAt,
          actor: record.actor,
          fate,
          corrects: companionOf(event)?.corrects ?? null,
          confirmedBy: this.#confirmedBy(record.revision),
          agreedBy: this.#agreedBy(record.revision),
          ...(hidden.has(record.revision) ? WITHHELD : this.#told(event, names)),
        },
      ];
    });
  }

  /** The revision at which the page after this one begins; null at the end. */
  next(from: number, limit: number): number | null {
    return this.#from(from, limit + 1)[limit]?.record.revision ?? null;
  }

  /** The stream of the record. */
  get stream(): StreamId | undefined {
    return this.events[0]?.record.stream;
  }

  #told(event: PastEvent, names: NamesInBoth): Pick<HistoryEntry, 'type' | 'sentence' | 'happenedOn' | 'changes'> {
    const before = (revision: number) => this.#asItCounted(revision, event.revision);
    const companion = companionOf(event);
    const was = companion && (before(companion.corrects)?.data as Json | undefined);
    const [type, content] = companion
      ? [companion.base, companion.how === 'corrected' ? (companion.data as Json) : (was ?? null)]
      : [event.type, event.data as Json];
    return {
      type: event.type,
      sentence: sentenceOf(this.kind, event, before, names),
      happenedOn: happenedOn(type, content),
      changes: companion
        ? changesBetween(type, was ?? null, companion.how === 'corrected' ? content : null, names)
        : this.#replacing(event, names),
    };
  }

  /** What an entry replaces of what entries in force said before it. */
  #replacing({ type, data, revision }: PastEvent, names: NamesInBoth): readonly Change[] {
    const earlier = this.kind.earlier[type];
    if (!earlier) return [];
    const inForce = effective(this.#past.filter((event) => event.revision < revision));
    const was = earlier(data, inForce);
    const is = Object.fromEntries(
      Object.keys(was).map((field) => [field, (data as Record<string, Json>)[field] ?? null]),
    );
    return changesBetween(type, was, is, names);
  }

  #confirmedBy(revision: number): Second | null {
    const { confirmable } = this.kind;
    if (!confirmable) return null;
    const { confirmed, returned } = verdictNames(confirmable.as);
    const own = this.#byRevision.get(revision);
    if (own?.type === confirmed || own?.type === returned) return null;
    const covers = (event: PastEvent) =>
      event.type === confirmed && (event.data as { readonly upTo: number }).upTo >= revision;
    return this.#second(this.#past.find((event) => event.revision > revision && covers(event)));
  }

  #agreedBy(revision: number): readonly Second[] {
    const { takes } = this.kind;
    const event = this.events.find(({ record }) => record.revision === revision)?.record;
    if (!takes || !event) return [];
    const names = proposalNames(takes.as);
    const step = this.events.find(
      ({ record }) =>
        record.commandId === event.commandId && record.type === names.agreed && record.revision < revision,
    );
    const entry = event.type === names.proposed ? revision : Number(step?.record.data.proposal ?? -1);
    const proposal = proposalsIn(takes.as, this.#past).find((one) => one.entry === entry);
    const persons = proposal?.taken.filter((one) => one.revision !== revision) ?? [];
    return persons.flatMap((one) => this.#second(one) ?? []);
  }

  #second(event: PastEvent | undefined): Second | null {
    if (!event?.actor || event.recordedAt === undefined) return null;
    return { entry: event.revision, recordedAt: event.recordedAt, actor: event.actor };
  }

  #from(revision: number, limit: number): readonly StoredEvent[] {
    const begin = this.events.findIndex(({ record }) => record.revision >= revision);
    return begin === -1 ? [] : this.events.slice(begin, begin + limit);
  }

  /** An entry with the data that it had before another entry. */
  #asItCounted(revision: number, until: number): Pick<PastEvent, 'type' | 'data'> | undefined {
    const original = this.#byRevision.get(revision);
    if (!original) return undefined;
    const corrections = this.#past.flatMap((event) => {
      if (event.revision >= until) return [];
      const companion = companionOf(event);
      return companion?.how === 'corrected' && companion.corrects === revision ? [companion.data] : [];
    });
    const data: unknown = corrections.at(-1) ?? original.data;
    return { type: original.type, data };
  }
}
