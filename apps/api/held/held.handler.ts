import { Inject, Injectable } from '@nestjs/common';
import { ownersShown, erasure } from '#features/erasure';
import { isAbout, LogOfReadings, type Reading, type ReadingFilter } from '#features/readings';
import { pastEvent } from '#kernel/catalog';
import type { Instant } from '#kernel/dates';
import { effective, type PastEvent } from '#kernel/effective';
import { categoryOf, idOf, type StreamId, streamId, type Uuid } from '#kernel/ids';
import { NO_NAMES } from '#kernel/names';
import { mayKnow } from '#kernel/restriction';
import { parted, sealedParts } from '#kernel/sealed';
import type { StreamKind } from '#kernel/sentences';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import type { Caller } from '#platform/access/caller';
import { Executor } from '#platform/commands/execute';
import type { StoredEvent } from '#platform/event-store/event-store';
import type { Moment } from '#platform/http/time-travel';
import { mayReadHistory } from '#platform/http/tombstone';
import { KEY_RING, type KeyRing } from '#platform/sealing/key-ring';
import type { Openings } from '#platform/sealing/openings';
import { streamKinds } from '../../stream-kinds.js';
import { History } from '../history/history.js';
import { NameBook } from '../history/name-book.handler.js';
import { catalogs, StreamReader } from '../history/streams.js';
import { personsIn, toldTo } from '../history/told.js';
import { entriesAbout } from './entries-about.js';
import { Mentions } from './mentions.handler.js';
import { SealedOf } from './sealed-of.handler.js';

/** Whoever asks what is held, and for whom. */
export interface HeldFor {
  readonly by: Caller;
  /** The person themselves: then the scope of a permission does not count, only what is restricted. */
  readonly isSelf: boolean;
  readonly moment: Moment;
  readonly openings: Openings;
}

interface Seen {
  readonly stream: StreamId;
  readonly kind: StreamKind;
  readonly events: readonly StoredEvent[];
  readonly past: readonly PastEvent[];
}

/** Every entry of an engagement is read at once: the most that one record has. */
const ALL = Number.MAX_SAFE_INTEGER;
const CHUNK = 200;

/** Everything that the log holds about a person, as sentences, with what is sealed for them. */
@Injectable()
export class HeldAbout {
  constructor(
    private readonly mentions: Mentions,
    private readonly streams: StreamReader,
    private readonly names: NameBook,
    private readonly sealed: SealedOf,
    private readonly executor: Executor,
    private readonly readings: LogOfReadings,
    @Inject(KEY_RING) private readonly keys: KeyRing,
    @Inject(AUTHORITY) private readonly authority: Authority,
  ) {}

  /**
   * The records that name some records of one person, in the order of their streams. A record that the asker may not see
   * is left out without a trace, and so is an entry that also names such a record.
   *
   * Cost: the log at the first question (`Mentions`); then one read of each record.
   *
   * @throws KeysUnavailable
   */
  async records(persons: ReadonlySet<Uuid>, asked: HeldFor) {
    const seen = await this.#seen(await this.mentions.of(persons), asked);
    return Promise.all(seen.map((record) => this.#told(record, persons, asked)));
  }

  /**
   * How often some persons were read in records that the asker may see, and by how many.
   *
   * Cost: the readings that name the persons.
   */
  async readingsOf(persons: ReadonlySet<Uuid>, shown: ReadonlySet<StreamId>, until: Instant) {
    const readers = new Set<Uuid>();
    const at = new Map<Uuid, Instant>();
    const filter = { naming: [[...persons]], to: until, scope: { everything: true } } as const;
    const names = (one: Reading['opened'][number]) => [...persons].some((person) => isAbout(one, person));
    for await (const { record, opened } of this.#readings(filter))
      if (opened.some((one) => shown.has(streamId(one.category, one.id)) && names(one))) {
        readers.add(record.actor.id);
        at.set(record.id, record.recordedAt);
      }
    const times = [...at.values()].sort();
    return { count: at.size, readers: readers.size, first: times[0] ?? null, last: times.at(-1) ?? null };
  }

  async *#readings(filter: ReadingFilter): AsyncGenerator<Reading> {
    for (let before: bigint | null = null; ;) {
      const page: readonly Reading[] = await this.readings.page(filter, before, CHUNK);
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < CHUNK) return;
      before = last.position;
    }
  }

  async #seen(streams: readonly StreamId[], asked: HeldFor): Promise<readonly Seen[]> {
    const { by, isSelf, moment } = asked;
    const owners = streams.filter((stream) => categoryOf(stream) === erasure.category).map(idOf);
    // Nobody is told of their own erasure (decision 043).
    const shownOwners = isSelf ? new Set<Uuid>() : await ownersShown(this.executor, owners, by);
    const seen: Seen[] = [];
    for (const stream of streams) {
      const [kind, catalog] = [streamKinds.get(categoryOf(stream)), catalogs.get(categoryOf(stream))];
      if (!kind || !catalog) continue;
      if (kind.category === erasure.category && !shownOwners.has(idOf(stream))) continue;
      const events = await this.streams.upTo(stream, moment.position);
      const past = events.map(({ record }) => pastEvent(catalog, record));
      // The restriction is judged by everything that the record holds now, whatever the position asked about.
      const all = await this.streams.upTo(stream, NOW);
      const now = all.map(({ record }) => pastEvent(catalog, record));
      const isSeen = isSelf ? now.length > 0 && mayKnow(kind.restrictionOf(now), by) : mayReadHistory(kind, now, by);
      if (isSeen && past.length > 0) seen.push({ stream, kind, events, past });
    }
    return seen;
  }

  async #told({ stream, kind, events, past }: Seen, persons: ReadonlySet<Uuid>, asked: HeldFor) {
    const { by, moment, openings } = asked;
    const catalog = catalogs.get(kind.category);
    if (!catalog) throw new RangeError(`${kind.category} is no kind of stream`);
    const theirs = await this.#sealedFor(past, persons);
    const hidden = await this.#naming(new History(kind, catalog, events), kind, asked);
    const about = new Map(
      entriesAbout(kind, stream, past, persons, (value) => theirs.has(parted(value).keyId))
        .filter(({ revision }) => !hidden.has(revision))
        .map((entry) => [entry.revision, entry]),
    );
    const history = new History(kind, catalog, events);
    const actors = personsIn(history.entries(0, ALL, NO_NAMES), this.authority);
    const known = await this.names.known(history.mentioned(0, ALL), moment, { by, openings, actors });
    const record = openings.record(stream, persons);
    const byRevision = new Map(events.map((event) => [event.record.revision, event.record]));
    const entries = [];
    for (const told of history.entries(0, ALL, known)) {
      const entry = about.get(told.revision);
      const recorded = byRevision.get(told.revision);
      if (!entry || !recorded) continue;
      const { revision, type, recordedAt, happenedOn, sentence, status, actorRole } = toldTo(by, told, {
        names: known,
        authority: this.authority,
      });
      const sealed = await this.sealed.open(recorded, theirs, record);
      entries.push({
        revision,
        type,
        recordedAt,
        happenedOn,
        sentence,
        status,
        actorRole,
        fields: entry.fields,
        sealed,
      });
    }
    const called = kind.called(effective(past));
    return { stream, category: kind.category, called, entries };
  }

  /** The ids of the keys of some persons that seal values of a record; those of destroyed keys are told by their day. */
  async #sealedFor(past: readonly PastEvent[], persons: ReadonlySet<Uuid>): Promise<ReadonlySet<Uuid>> {
    const ids = new Set(past.flatMap(({ data }) => Object.values(sealedParts(data)).map((one) => parted(one).keyId)));
    const found = await Promise.all([...ids].map(async (id) => [id, await this.keys.get(id)] as const));
    return new Set(
      found.flatMap(([id, state]) =>
        state.is === 'key' && state.owner.kind === 'person' && persons.has(state.owner.id) ? [id] : [],
      ),
    );
  }

  /** The entries that also name a record which the asker may not see. */
  async #naming(history: History, kind: StreamKind, { by }: HeldFor): Promise<ReadonlySet<number>> {
    const hidden = new Set<number>();
    const catalog = catalogs.get(kind.category);
    if (!catalog) return hidden;
    for (const [id, revisions] of history.named()) {
      const events = await this.streams.upTo(streamId(kind.category, id), NOW);
      const past = events.map(({ record }) => pastEvent(catalog, record));
      if (past.length > 0 && !mayKnow(kind.restrictionOf(past), by))
        for (const revision of revisions) hidden.add(revision);
    }
    return hidden;
  }
}

/** Every position is before this one. */
const NOW = 2n ** 63n - 1n;
