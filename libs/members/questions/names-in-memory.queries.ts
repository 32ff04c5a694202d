import { setImmediate as breathe } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Uuid } from '#kernel/ids';
import { parted, SealBroken } from '#kernel/sealed';
import { KNOWLEDGE, type Knowledge, ReadModelRebuilding } from '#platform/projections/serving';
import { KEY_RING, type KeyRing } from '#platform/sealing/key-ring';
import { FOR_THE_PROGRAM } from '#platform/sealing/openings';
import { SEALING, Sealing } from '#platform/sealing/sealing';
import type { MemberRows, Position } from '../facts/member-rows.js';
import { ResidentMembers } from '../facts/resident-members.queries.js';
import { members } from '../members.projection.js';
import { knownSince, type Outline, outlineOf } from './registered.js';
import { formsOf, type NameForms, sameCard } from '../rules/names.js';
import { SEALED_SCHEMA } from '../rules/shapes.js';

/** Opened particulars of a person. They are in the memory of the process only. */
export interface Particulars extends NameForms {
  readonly name: string;
  readonly bornOn: string | null;
  readonly cardNumber: string | null;
  /** The number of the card as it is compared. */
  readonly card: string | null;
}

/** A person who is in the register at a position. */
export interface Registered {
  readonly memberId: Uuid;
  readonly rows: MemberRows;
  readonly outline: Outline;
}

export interface NamedPerson extends Registered {
  /** Null if they were erased, or if what is stored is not what was sealed. */
  readonly particulars: Particulars | null;
  readonly isErased: boolean;
}

type Sealed = NonNullable<Outline['sealed']>;
type Opened = Particulars | 'erased' | 'broken';

/** Persons whose keys are loaded at a time: the key ring reads so many by one statement. */
const KEYS_AT_ONCE = 1000;
/** Persons whose particulars are opened before other work of the process gets its turn. */
const AT_ONCE = 100;
/** Longest time for which a name stays in memory after another process destroyed its key and nobody asks for it. */
const LOOK_EVERY_MS = 15_000;

/**
 * The names of persons, opened in the memory of this process, since sealed values cannot be searched or compared. A name
 * is opened at its first use, and all are discarded when any key was destroyed: at once in the process that destroyed it,
 * in others within the maximum age of their keys. What is taken from here must be narrowed for its reader.
 *
 * Cost: no query while nothing changes and the read models run in this process, else a small one; the first use opens
 * every name (docs/operations.md "Names in memory").
 */
@Injectable()
export class NamesInMemory implements OnApplicationBootstrap, OnApplicationShutdown {
  /** By the event that stated them: a correction carries sealed values unchanged. */
  #opened = new Map<Uuid, Opened>();
  /** What was told of persons of the list of everybody, so that a search makes nothing anew. */
  #named = new WeakMap<Registered, NamedPerson>();
  /** Everybody now, and the state of the register in which that is so. */
  #everyone: { readonly changes: number; readonly persons: readonly Registered[]; readonly since: bigint } | undefined;
  #era: string | undefined;
  #isLoaded = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly resident: ResidentMembers,
    @Inject(KNOWLEDGE) private readonly knowledge: Knowledge,
    @Inject(SEALING) private readonly sealing: Sealing,
    @Inject(KEY_RING) private readonly keys: Pick<KeyRing, 'era' | 'get'>,
  ) {}

  onApplicationBootstrap(): void {
    const look = () => (this.#opened.size > 0 ? this.#discard() : Promise.resolve());
    // Without the key store nothing is given, so what is in memory may wait.
    this.#timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
    this.#forget();
  }

  /**
   * Those of some ids who are in the register now. Nothing is opened.
   *
   * @throws ReadModelRebuilding if the register was never loaded
   */
  async registered(ids: Iterable<Uuid>): Promise<readonly Registered[]> {
    await this.#follow();
    return this.#among(new Set(ids), null);
  }

  /** Everybody who is in the register at a position. Nothing is opened. Cost: none for now while nobody changes. */
  async everyone(position: Position): Promise<readonly Registered[]> {
    await this.#follow();
    const { changes } = this.resident;
    if (this.#everyone?.changes !== changes) {
      const ids = [...this.resident.ids()];
      const since = ids.map((id) => knownSince(this.resident.rowsOf(id))).reduce((a, b) => (a < b ? b : a), 0n);
      this.#everyone = { changes, persons: this.#among(ids, null), since };
    }
    const { persons, since } = this.#everyone;
    if (position === null || position >= since) return persons;
    return this.#among(this.resident.ids(), position);
  }

  /**
   * Opens the particulars that were stated last, as known at the position at which the persons were asked for.
   *
   * @throws KeysUnavailable
   */
  async named(persons: readonly Registered[]): Promise<readonly NamedPerson[]> {
    await this.#discard();
    const opened = this.#opened;
    const closed = persons
      .filter((person) => !this.#named.has(person))
      .flatMap(({ outline: { sealed } }) => (sealed && !opened.has(sealed.eventId) ? [sealed] : []));
    for (let from = 0; from < closed.length; from += KEYS_AT_ONCE)
      await this.#openAll(closed.slice(from, from + KEYS_AT_ONCE), opened);
    return persons.map((person) => this.#told(person, opened));
  }

  #told(person: Registered, opened: ReadonlyMap<Uuid, Opened>): NamedPerson {
    const known = this.#named.get(person);
    if (known) return known;
    const { memberId, rows, outline } = person;
    const value = outline.sealed ? opened.get(outline.sealed.eventId) : undefined;
    const particulars = typeof value === 'object' ? value : null;
    const told = { memberId, rows, outline, particulars, isErased: value === 'erased' };
    if (opened === this.#opened) this.#named.set(person, told);
    return told;
  }

  async #openAll(closed: readonly Sealed[], opened: Map<Uuid, Opened>): Promise<void> {
    await Promise.all(closed.map(({ name }) => this.keys.get(parted(name).keyId)));
    for (let from = 0; from < closed.length; from += AT_ONCE) {
      if (from > 0) await breathe();
      const some = closed.slice(from, from + AT_ONCE);
      for (const [eventId, value] of await Promise.all(some.map((one) => this.#open(one)))) opened.set(eventId, value);
    }
  }

  /** Discards everything that was opened if a key was destroyed since. @throws KeysUnavailable */
  async #discard(): Promise<void> {
    const era = await this.keys.era();
    if (era !== this.#era) this.#forget();
    this.#era = era;
  }

  #forget(): void {
    this.#opened = new Map();
    this.#named = new WeakMap();
  }

  async #open(sealed: Sealed): Promise<readonly [Uuid, Opened]> {
    const { stream, eventId, type } = sealed;
    const open = async (field: 'name' | 'bornOn' | 'cardNumber') => {
      const value = sealed[field];
      const place = { stream, eventId, type, schema: SEALED_SCHEMA, field };
      return value === null ? null : this.sealing.open(value, place, IN_MEMORY);
    };
    try {
      const [name, bornOn, cardNumber] = await Promise.all([open('name'), open('bornOn'), open('cardNumber')]);
      if (typeof name !== 'string') return [eventId, 'erased'];
      const [born, number] = [bornOn, cardNumber].map((value) => (typeof value === 'string' ? value : null));
      const card = number == null ? null : sameCard(number);
      return [eventId, { ...formsOf(name), name, bornOn: born ?? null, cardNumber: number ?? null, card }];
    } catch (error) {
      // One value that does not open must not hide the names of all others.
      if (error instanceof SealBroken) return [eventId, 'broken'];
      throw error;
    }
  }

  /** While the tables are being built anew, what was known before is used. */
  async #follow(): Promise<void> {
    try {
      const { checkpoints } = await this.knowledge.checkpoints([members.name], null);
      await this.resident.follow(checkpoints);
      this.#isLoaded = true;
    } catch (error) {
      if (!(error instanceof ReadModelRebuilding) || !this.#isLoaded) throw error;
    }
  }

  #among(ids: Iterable<Uuid>, position: Position): readonly Registered[] {
    return [...ids].flatMap((memberId) => {
      const rows = this.resident.rowsOf(memberId);
      if (!rows) return [];
      const outline = outlineOf(rows, position);
      return outline.code === null ? [] : [{ memberId, rows, outline }];
    });
  }
}

/** The particulars of a person as an answer tells them. */
export const particularsOf = ({ memberId, outline, particulars, isErased }: NamedPerson) => ({
  memberId,
  code: outline.code,
  name: particulars?.name ?? null,
  bornOn: particulars?.bornOn ?? null,
  cardNumber: particulars?.cardNumber ?? null,
  isErased,
});

const IN_MEMORY = FOR_THE_PROGRAM('names are searched and compared in memory; each is given only with a reading of it');
