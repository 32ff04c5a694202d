import { eventId, type StreamId, type Uuid } from '#kernel/ids';
import { sealMcs1 } from '#kernel/mcs1';
import { sealMcs2, valueKeyOf } from '#kernel/mcs2';
import { open, openWith, valueKey } from '#kernel/seal';
import {
  boundTo,
  parted,
  type Parts,
  SealBroken,
  type SealContext,
  type SealedText,
  type SealFormat,
} from '#kernel/sealed';
import { type DataKey, type Erased, type KeyOwner, type KeyRing, KeysUnavailable } from './key-ring.js';
import { ForTheProgram, type OpenedRecord } from './openings.js';

/** Injection token of `Sealing`. */
export const SEALING = Symbol('sealing');

interface SealedField {
  readonly stream: StreamId;
  readonly type: string;
  /** Schema version of the event when written. */
  readonly schema: number;
  /** Path of the field when written, members separated by dots: `remedies.0.what`. */
  readonly field: string;
}

/** The place of a value in an event that a command is about to record. */
export interface SealingPlace extends SealedField {
  readonly commandId: Uuid;
  /** Index of the event (from 0) among those of the command. */
  readonly ordinal: number;
  /** Absent for `mcs2`. Only for a request that is sent again: the format in which it was sealed at first. */
  readonly format?: SealFormat | undefined;
}

/**
 * The place of a recorded value. The event is the one that first stated it: a correction carries sealed values
 * unchanged.
 */
export interface SealedPlace extends SealedField {
  readonly eventId: Uuid;
}

/**
 * Sealed contents are padded to a multiple of this many bytes: otherwise the length could reveal, for example, a form
 * of discipline.
 */
const BLOCK = 128;

/**
 * Seals and opens the fields that only a few may read. Deciders and projections see the sealed text, never the content.
 */
export class Sealing {
  constructor(
    private readonly log: Uuid,
    private readonly keys: KeyRing,
  ) {}

  /**
   * Seals a validated content with the key of its owner. A repeated request gives the same bytes.
   *
   * @throws OwnerErased
   * KeyWornOut
   * KeysUnavailable
   */
  async seal(content: string, owner: KeyOwner, at: SealingPlace): Promise<SealedText> {
    const key = await this.keys.keyFor(owner);
    const { stream, commandId, ordinal, type, schema, field, format = 'mcs2' } = at;
    const context = { log: this.log, stream, eventId: eventId(stream, commandId, ordinal), type, schema, field };
    return sealed(key, boundTo(context, key.id), content, format);
  }

  /**
   * @param into the record of the value, as the answer that will hold the content names it; or why no reader gets it
   * @returns the content, or the date of its erasure
   * @throws SealBroken for a value that was moved or altered
   * KeysUnavailable, also when the key ring does not have the key
   */
  async open(value: string, at: SealedPlace, into: OpenedRecord | ForTheProgram): Promise<string | Erased> {
    return this.#with(value, at, into, (parts, key, context) => emptied(open(parts, key, context)));
  }

  /**
   * The key of one value, to be given to a person who may read only this value: it opens no other. See `openDisclosed`.
   *
   * @returns 256 bits, or the date of the erasure; null for a value of the format `mcs1`, which has no key of its own
   * @throws as `open` does
   */
  async valueKey(
    value: string,
    at: SealedPlace,
    into: OpenedRecord | ForTheProgram,
  ): Promise<Uint8Array | Erased | null> {
    return this.#with(value, at, into, valueKey);
  }

  async #with<T>(
    value: string,
    { stream, eventId, type, schema, field }: SealedPlace,
    into: OpenedRecord | ForTheProgram,
    use: (parts: Parts, key: Uint8Array, context: SealContext) => T,
  ): Promise<T | Erased> {
    const parts = parted(value);
    const state = await this.keys.get(parts.keyId);
    if (state.is === 'erased') return { erased: true, on: state.on };
    if (state.is === 'unknown') throw new KeysUnavailable();
    if (!(into instanceof ForTheProgram)) into.opens(stream, state.owner.kind === 'person' ? state.owner.id : null);
    return use(parts, state.key.key, { log: this.log, stream, eventId, type, schema, field });
  }
}

/**
 * Opens one value of a record with the key of this value alone (`Sealing.valueKey`), as a stranger does who was given
 * both.
 *
 * @throws SealBroken for a key of another value, and for a value that was altered or moved
 */
export const openDisclosed = (value: string, key: Uint8Array, at: SealContext): string =>
  emptied(openWith(key, value, at));

/** Shared buffer for place and content, wiped after each use. Sealing is synchronous, so uses do not overlap. */
const ROOM = Buffer.alloc(4096);
/** Maximum UTF-8 bytes for one UTF-16 code unit. */
const MOST_BYTES = 3;

/**
 * The nonce is derived from key, place and content. With a random nonce a repeated request would give other sealed
 * bytes and thus another command hash, so it would be refused instead of answered. Two contents never share a nonce
 * under one key, as GCM requires. An observer only learns whether two values at one place are equal.
 */
function sealed({ id, key }: DataKey, place: string, content: string, format: SealFormat): SealedText {
  const most = MOST_BYTES * (place.length + content.length) + BLOCK;
  const room = most <= ROOM.length ? ROOM : Buffer.alloc(most);
  let end = room.length;
  try {
    const begin = room.write(place);
    end = filled(room, begin, begin + room.write(content, begin));
    const [bound, padded] = [room.subarray(0, begin), room.subarray(begin, end)];
    return format === 'mcs1' ? sealMcs1(padded, key, id, bound) : sealMcs2(padded, valueKeyOf(key, bound), id, bound);
  } finally {
    room.fill(0, 0, end);
  }
}

/** Appends a line break, then spaces up to the block size; when opened, the content ends before the last line break. */
function filled(room: Buffer, begin: number, end: number): number {
  const full = begin + Math.ceil((end + 1 - begin) / BLOCK) * BLOCK;
  room[end] = 0x0a;
  room.fill(0x20, end + 1, full);
  return full;
}

function emptied(content: string): string {
  const end = content.lastIndexOf('\n');
  if (end < 0) throw new SealBroken();
  return content.slice(0, end);
}
