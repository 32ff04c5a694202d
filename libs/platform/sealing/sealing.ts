import { createHmac } from 'node:crypto';
import { eventId, type StreamId, type Uuid } from '#kernel/ids';
import { KEY_BLOCK, KeyedHash } from '#kernel/keyed-hash';
import { boundTo, open, parted, SealBroken, sealBytes, type SealContext, type SealedText } from '#kernel/sealed';
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
    const { stream, commandId, ordinal, type, schema, field } = at;
    const context = { log: this.log, stream, eventId: eventId(stream, commandId, ordinal), type, schema, field };
    return sealed(key, boundTo(context, key.id), content);
  }

  /**
   * @param into the record of the value, as the answer that will hold the content names it; or why no reader gets it
   * @returns the content, or the date of its erasure
   * @throws SealBroken for a value that was moved or altered
   * KeysUnavailable, also when the key ring does not have the key
   */
  async open(value: string, at: SealedPlace, into: OpenedRecord | ForTheProgram): Promise<string | Erased> {
    const parts = parted(value);
    const state = await this.keys.get(parts.keyId);
    if (state.is === 'erased') return { erased: true, on: state.on };
    if (state.is === 'unknown') throw new KeysUnavailable();
    if (!(into instanceof ForTheProgram)) into.opens(at.stream, state.owner.kind === 'person' ? state.owner.id : null);
    const { stream, eventId, type, schema, field } = at;
    const context: SealContext = { log: this.log, stream, eventId, type, schema, field };
    return emptied(open(parts, state.key.key, context));
  }
}

/** Shared buffer for place and content, wiped after each use. Sealing is synchronous, so uses do not overlap. */
const ROOM = Buffer.alloc(4096);

/**
 * The nonce is derived from key, place and content. With a random nonce a repeated request would give other sealed
 * bytes and thus another command hash, so it would be refused instead of answered. Two contents never share a nonce,
 * nor does one content in two places, as GCM requires. An observer only learns whether two values at one place are
 * equal.
 */
function sealed({ id, key }: DataKey, place: string, content: string): SealedText {
  const most = KEY_BLOCK + MOST_BYTES * (place.length + content.length) + BLOCK;
  const room = most <= ROOM.length ? ROOM : Buffer.alloc(most);
  let end = room.length;
  try {
    const begin = KEY_BLOCK + room.write(place, KEY_BLOCK);
    end = filled(room, begin, begin + room.write(content, begin));
    const nonce = nonceHash(key).of(room.subarray(0, end)).slice(0, NONCE_LETTERS);
    return sealBytes(room.subarray(begin, end), key, id, nonce, room.subarray(KEY_BLOCK, begin));
  } finally {
    room.fill(0, 0, end);
  }
}

/** Maximum UTF-8 bytes for one UTF-16 code unit. */
const MOST_BYTES = 3;
/** 96 bits in base64url. */
const NONCE_LETTERS = 16;

function nonceHash(key: Uint8Array): KeyedHash {
  const cached = nonceHashes.get(key);
  if (cached) return cached;
  const made = new KeyedHash(createHmac('sha256', key).update('minh-chung nonce v1').digest());
  nonceHashes.set(key, made);
  return made;
}

/** Computed once for each key in memory. */
const nonceHashes = new WeakMap<Uint8Array, KeyedHash>();

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
