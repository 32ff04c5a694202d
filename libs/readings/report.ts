import type { Instant } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';
import type { OpenedEntry, RecordRead } from './reading.js';

/** A reading as the report counts it. */
export interface Counted {
  readonly at: Instant;
  readonly actor: Actor;
  readonly data: Pick<RecordRead, 'kind' | 'route' | 'purpose'>;
  /** The opened records that the report is about. */
  readonly opened: readonly OpenedEntry[];
}

/** First and last time, and how often. */
interface Times {
  first: Instant;
  last: Instant;
  times: number;
}

interface Way extends Times, Pick<RecordRead, 'kind' | 'route' | 'purpose'> {
  /** Number of these readings whose answer held a record that the report is about. */
  opened: number;
}

interface RecordSeen extends Times {
  readonly category: string;
  readonly id: Uuid;
  readonly members: Set<Uuid>;
}

interface ReaderSeen extends Times {
  readonly actor: Actor;
  readonly ways: Map<string, Way>;
  readonly records: Map<string, RecordSeen>;
}

/**
 * Readings grouped so that they can be handed over: by person, role and delegation, each with the routes and purposes of
 * the readings and with the records that were read. Holds no reading itself, so its size is that of what was read.
 */
export class ReadingReport {
  readonly #readers = new Map<string, ReaderSeen>();
  #readings = 0;

  /** Adds a reading. Readings may come in any order. */
  add({ at, actor, data: { kind, route, purpose }, opened }: Counted): void {
    this.#readings += 1;
    const once = { first: at, last: at, times: 0 };
    const reader = grouped(this.#readers, [actor.id, actor.role, actor.organizationId, actor.delegationId], () => {
      return { ...once, actor, ways: new Map<string, Way>(), records: new Map<string, RecordSeen>() };
    });
    count(reader, at);
    const way = grouped(reader.ways, [kind, route, purpose], () => ({ ...once, kind, route, purpose, opened: 0 }));
    count(way, at);
    if (opened.length > 0) way.opened += 1;
    const named = new Set<RecordSeen>();
    for (const { category, id, members } of opened) {
      const record = grouped(reader.records, [category, id], () => ({
        ...once,
        category,
        id,
        members: new Set<Uuid>(),
      }));
      for (const member of members) record.members.add(member);
      named.add(record);
    }
    for (const record of named) count(record, at);
  }

  /** The report so far: readers, ways and records by their first time. */
  get answer() {
    return {
      readings: this.#readings,
      readers: inOrder(this.#readers).map(({ actor, ways, records, ...times }) => ({
        personId: actor.id,
        role: actor.role,
        organizationId: actor.organizationId,
        delegationId: actor.delegationId,
        ...times,
        ways: inOrder(ways),
        records: inOrder(records).map((record) => ({ ...record, members: [...record.members] })),
      })),
    };
  }
}

function grouped<T>(groups: Map<string, T>, key: readonly (string | null)[], make: () => T): T {
  const name = JSON.stringify(key);
  const group = groups.get(name) ?? make();
  groups.set(name, group);
  return group;
}

function count(of: Times, at: Instant): void {
  of.times += 1;
  if (at < of.first) of.first = at;
  if (at > of.last) of.last = at;
}

const inOrder = <T extends Times>(groups: ReadonlyMap<string, T>): T[] =>
  [...groups.values()].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
