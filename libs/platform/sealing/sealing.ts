import { createHmac } from 'node:crypto';
import { eventId, type StreamId, type Uuid } from '#kernel/ids';
import { boundTo, open, parted, seal, SealBroken, type SealContext, type SealedText } from '#kernel/sealed';
import { type Erased, type KeyOwner, type KeyRing, KeysUnavailable } from './key-ring.js';

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
    const { id, key } = await this.keys.keyFor(owner);
    const { commandId, ordinal, ...field } = at;
    const context = this.#context({ ...field, eventId: eventId(at.stream, commandId, ordinal) });
    const filled = fill(content);
    return seal(filled, key, id, syntheticNonce(key, boundTo(context, id), filled), context);
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
    return emptied(open(parts, found.key.key, this.#context(at)));
  }

  #context({ stream, eventId, type, schema, field }: SealedPlace): SealContext {
    return { log: this.log, stream, eventId, type, schema, field };
  }
}

/**
 * The nonce comes from key, place and content. A random one would make a request sent again another request (its hash is
 * taken over the sealed bytes), and it would be refused instead of answered. Two contents, or one content in two places,
 * never share a nonce, which is all that GCM asks for; what an onlooker learns is that equal bytes in one place are equal.
 */
function syntheticNonce(key: Uint8Array, place: string, content: string): Uint8Array {
  const known = nonceKeys.get(key) ?? createHmac('sha256', key).update('minh-chung nonce v1').digest();
  nonceKeys.set(key, known);
  return createHmac('sha256', known)
    .update(place + content)
    .digest()
    .subarray(0, 12);
}

/** Reckoned once for each key in memory, and forgotten with it. */
const nonceKeys = new WeakMap<Uint8Array, Buffer>();

/** The content, a line break, blanks up to the block: whatever a content ends with, the last line break ends it. */
function fill(content: string): string {
  const short = (Buffer.byteLength(content) + 1) % BLOCK;
  return `${content}\n${' '.repeat(short === 0 ? 0 : BLOCK - short)}`;
}

function emptied(filled: string): string {
  const end = filled.lastIndexOf('\n');
  if (end < 0) throw new SealBroken();
  return filled.slice(0, end);
}
