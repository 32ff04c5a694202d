import { pastEvent, type Catalog } from '#kernel/catalog';
import { companionOf, type PastEvent } from '#kernel/effective';
import type { Uuid } from '#kernel/ids';
import { type KnownNames, type Mentioned, mentionedBy, namesIn } from '#kernel/names';
import { sentenceOf, type StreamKind } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import type { StoredEvent } from '#platform/event-store/event-store';

/** One entry of a stream as a sentence. */
export interface HistoryEntry {
  readonly revision: number;
  readonly eventId: Uuid;
  readonly type: string;
  readonly recordedAt: string;
  readonly actorRole: string;
  /** Whether the entry counts, was replaced by a correction, or was withdrawn. */
  readonly status: 'COUNTS' | 'CORRECTED' | 'ANNULLED';
  /** The revision of the last entry that corrected or annulled this entry. */
  readonly changedBy: number | null;
  /** For a correction or an annulment: the revision of the entry that it corrects or annuls. */
  readonly corrects: number | null;
  readonly sentence: Bilingual;
}

const NONE: ReadonlySet<number> = new Set();
const WITHHELD = {
  type: 'Withheld',
  sentence: { vi: 'Có một ghi nhận chưa được công bố', en: 'There is an entry that is not made known yet' },
};

/**
 * The history of a stream, oldest first, up to a position. Entries may be missing if an anomaly in the stream was set
 * aside, so an entry is found by its revision, never by its index.
 */
export class History {
  readonly #past: ReadonlyMap<number, PastEvent>;
  readonly #changes = new Map<number, PastEvent>();

  constructor(
    private readonly kind: StreamKind,
    catalog: Catalog,
    private readonly events: readonly StoredEvent[],
  ) {
    this.#past = new Map(events.map(({ record }) => [record.revision, pastEvent(catalog, record)]));
    for (const event of this.#past.values()) {
      const companion = companionOf(event);
      if (companion) this.#changes.set(companion.corrects, event);
    }
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
    for (const event of this.#past.values())
      for (const id of this.#linkedRecords(event)) found.set(id, [...(found.get(id) ?? []), event.revision]);
    return found;
  }

  #linkedRecords(event: PastEvent): readonly Uuid[] {
    const { tellsOf: linkedIds } = this.kind.concerns;
    if (!linkedIds) return [];
    const companion = companionOf(event);
    if (!companion) return linkedIds({ type: event.type, data: event.data as object });
    const base = this.#past.get(companion.corrects);
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
    const names = namesIn(this.kind, [...this.#past.values()], known);
    return this.#from(from, limit).flatMap(({ record }) => {
      const event = this.#past.get(record.revision);
      if (!event) return [];
      const change = this.#changes.get(record.revision);
      const how = change && companionOf(change)?.how;
      const withheld = hidden.has(record.revision) ? WITHHELD : null;
      return [
        {
          revision: record.revision,
          eventId: record.id,
          type: withheld?.type ?? record.type,
          recordedAt: record.recordedAt,
          actorRole: record.actor.role,
          status: how === undefined ? 'COUNTS' : how === 'corrected' ? 'CORRECTED' : 'ANNULLED',
          changedBy: change?.revision ?? null,
          corrects: companionOf(event)?.corrects ?? null,
          sentence:
            withheld?.sentence ??
            sentenceOf(this.kind, event, (revision) => this.#asItCounted(revision, event.revision), names),
        },
      ];
    });
  }

  /** The revision at which the page after this one begins; null at the end. */
  next(from: number, limit: number): number | null {
    return this.#from(from, limit + 1)[limit]?.record.revision ?? null;
  }

  #from(revision: number, limit: number): readonly StoredEvent[] {
    const begin = this.events.findIndex(({ record }) => record.revision >= revision);
    return begin === -1 ? [] : this.events.slice(begin, begin + limit);
  }

  /** An entry with the data that it had before another entry. */
  #asItCounted(revision: number, until: number): Pick<PastEvent, 'type' | 'data'> | undefined {
    const original = this.#past.get(revision);
    if (!original) return undefined;
    const corrections = [...this.#past.values()].flatMap((event) => {
      if (event.revision >= until) return [];
      const companion = companionOf(event);
      return companion?.how === 'corrected' && companion.corrects === revision ? [companion.data] : [];
    });
    const data: unknown = corrections.at(-1) ?? original.data;
    return { type: original.type, data };
  }
}
