import { createHmac } from 'node:crypto';
import { eventId, type StreamId, type Uuid } from '#kernel/ids';
import { KEY_BLOCK, KeyedHash } from '#kernel/keyed-hash';
import { boundTo, open, parted, SealBroken, sealBytes, type SealContext, type SealedText } from '#kernel/sealed';
import { type DataKey, type Erased, type KeyOwner, type KeyRing, KeysUnavailable } from './key-ring.js';

/** `Sealing`, for whoever is built by Nest. */
export const SEALING = Symbol('sealing');

interface SealedField {
  readonly stream: StreamId;
  readonly type: string;
  /** Version of the event as it was written. */
  readonly schema: number;
  /** Path of the field as it was written, members parted by dots: `remedies.0.what`. */
  readonly field: string;
}

/** Where a value will stand: in the event that a command is about to record. */
export interface SealingPlace extends SealedField {
  readonly commandId: Uuid;
  /** Index of the event (from 0) among those that the command records. */
  readonly ordinal: number;
}

/**
 * Where a value stands. The event is the one that stated it first: a correction carries sealed values along as they are.
 */
export interface SealedPlace extends SealedField {
  readonly eventId: Uuid;
}

/** Bytes that a sealed content is filled up to a multiple of: otherwise its length would name a form of discipline. */
const BLOCK = 128;

/** Seals and opens the fields that only a few may read. Deciders and projections see the sealed text, never the content. */
export class Sealing {
  constructor(
    private readonly log: Uuid,
    private readonly keys: KeyRing,
  ) {}

  /**
   * Seals a content that was checked already, for the owner whose key is to open it. The same request sent again gives
   * the same bytes.
   *
   * @throws OwnerErased | KeyWornOut | KeysUnavailable
   */
  async seal(content: string, owner: KeyOwner, at: SealingPlace): Promise<SealedText> {
    const key = await this.keys.keyFor(owner);
    const { stream, commandId, ordinal, type, schema, field } = at;
    const context = { log: this.log, stream, eventId: eventId(stream, commandId, ordinal), type, schema, field };
    return sealed(key, boundTo(context, key.id), content);
  }

  /**
   * @returns the content, or since when nobody can read it any more
   * @throws SealBroken for a value that was moved or altered | KeysUnavailable, also where the key ring lacks the key
   */
  async open(value: string, at: SealedPlace): Promise<string | Erased> {
    const parts = parted(value);
    const found = await this.keys.get(parts.keyId);
    if (found.is === 'erased') return { erased: true, on: found.on };
    if (found.is === 'unknown') throw new KeysUnavailable();
    const { stream, eventId, type, schema, field } = at;
    const context: SealContext = { log: this.log, stream, eventId, type, schema, field };
    return emptied(open(parts, found.key.key, context));
  }
}

/** Where place and content are written for the moment of sealing, and wiped: no other work comes in between. */
const ROOM = Buffer.alloc(4096);

/**
 * The nonce comes from key, place and content. A random one would make a request sent again another request (its hash is
 * taken over the sealed bytes), and it would be refused instead of answered. Two contents, or one content in two places,
 * never share a nonce, which is all that GCM asks for; what an onlooker learns is that equal bytes in one place are equal.
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

/** Bytes that UTF-8 needs for a unit of a string. */
const MOST_BYTES = 3;
/** 96 bits in base64url. */
const NONCE_LETTERS = 16;

function nonceHash(key: Uint8Array): KeyedHash {
  const known = nonceHashes.get(key);
  if (known) return known;
  const made = new KeyedHash(createHmac('sha256', key).update('minh-chung nonce v1').digest());
  nonceHashes.set(key, made);
  return made;
}

/** Reckoned once for each key in memory, and forgotten with it. */
const nonceHashes = new WeakMap<Uint8Array, KeyedHash>();

/** Adds a line break, and blanks up to the block: whatever a content ends with, the last line break ends it. */
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
