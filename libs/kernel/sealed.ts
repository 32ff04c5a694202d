import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Uuid } from './ids.js';

/** Whose key seals a value: that of the person it tells of, or of the case. */
export type SealedFor = 'person' | 'case';

/** Where a sealed value stands. It opens nowhere else: all of this is bound to the ciphertext. */
export interface SealContext {
  readonly log: Uuid;
  readonly stream: string;
  readonly eventId: Uuid;
  readonly type: string;
  /** Version of the event as it was written. */
  readonly schema: number;
  /** Path of the field as it was written, members parted by dots. */
  readonly field: string;
}

const B64 = '[A-Za-z0-9_-]';
const ID = '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const FORM = new RegExp(`^mcs1\\.A256GCM\\.(${ID})\\.(${B64}{16})\\.(${B64}{43})\\.(${B64}*)\\.(${B64}{22})$`);

/**
 * A sealed value as an event holds it, one string of seven parts joined by dots:
 * `mcs1` (format) · `A256GCM` (algorithm) · key id · nonce (96 bits) · key commitment (256 bits) · ciphertext · tag
 * (128 bits), the last four in base64url without padding (RFC 4648, section 5).
 */
export const SealedText = z.string().max(100_000).regex(FORM).brand<'Sealed'>();
export type SealedText = z.output<typeof SealedText>;

/** A field whose content no decider and no projection sees: in the event it is the sealed text, nothing else. */
export const sealed = (content: z.ZodType, sealedFor: SealedFor) =>
  SealedText.meta({ description: `sealed for the ${sealedFor}`, sealedFor, content: content.description ?? 'text' });

/** The sealed values within a value, by their path in it. */
export function sealedParts(value: unknown, path = ''): Readonly<Record<string, string>> {
  if (typeof value === 'string') return FORM.test(value) ? { [path]: value } : {};
  if (typeof value !== 'object' || value === null) return {};
  return Object.assign({}, ...Object.entries(value).map(([key, part]) => sealedParts(part, `${path}.${key}`)));
}

/** The value was moved, altered, cut short, or sealed under another key. */
export class SealBroken extends Error {
  constructor() {
    super('the sealed value does not open here under this key');
    this.name = 'SealBroken';
  }
}

interface Commitment {
  readonly bytes: Buffer;
  readonly text: string;
}

const commitments = new WeakMap<Uint8Array, Commitment>();

/**
 * AES-GCM alone does not commit to its key: one ciphertext may open under two. This label under the data key does. Reckoned
 * once for each key in memory, and forgotten with it.
 */
function commitment(key: Uint8Array): Commitment {
  const known = commitments.get(key);
  if (known) return known;
  const bytes = createHmac('sha256', key).update('minh-chung seal v1').digest();
  const made = { bytes, text: bytes.toString('base64url') };
  commitments.set(key, made);
  return made;
}

/** Everything that a sealed value is bound to, as RFC 8785 writes it: its members in that order. An id needs no escape. */
export const boundTo = ({ eventId, field, log, schema, stream, type }: SealContext, keyId: Uuid): string =>
  `{"eventId":"${eventId}","field":${quoted(field)},"keyId":"${keyId}","log":"${log}","schema":${schema},"stream":${quoted(stream)},"type":${quoted(type)}}`;

const quoted = (text: string): string => JSON.stringify(text);

/**
 * Seals a text with AES-256-GCM (NIST SP 800-38D).
 *
 * @param key 256 bits
 * @param nonce 96 random bits, never used twice under one key
 */
export const seal = (content: string, key: Uint8Array, keyId: Uuid, nonce: Uint8Array, context: SealContext) =>
  sealBytes(
    Buffer.from(content, 'utf8'),
    key,
    keyId,
    Buffer.from(nonce).toString('base64url'),
    Buffer.from(boundTo(context, keyId), 'utf8'),
  );

/** The same for a text in UTF-8, the nonce as it is written (16 letters of base64url), and the bytes of `boundTo`. */
export function sealBytes(
  content: Uint8Array,
  key: Uint8Array,
  keyId: Uuid,
  nonce: string,
  bound: Uint8Array,
): SealedText {
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 }).setAAD(
    bound,
  );
  const x = cipher.update(content).toString('base64url');
  // GCM keeps nothing back: this ends the tag, and adds no byte.
  cipher.final();
  const t = cipher.getAuthTag().toString('base64url');
  return `mcs1.A256GCM.${keyId}.${nonce}.${commitment(key).text}.${x}.${t}` as SealedText;
}

/** Last letters whose four, or two, lowest bits are zero. */
const FOUR_SPARE = /[AQgw]$/;
const TWO_SPARE = /[AEIMQUYcgkosw048]$/;

/** A sealed value in its parts. */
export interface Parts {
  readonly keyId: Uuid;
  readonly nonce: Buffer;
  readonly committed: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** The parts of a sealed value; its `keyId` names the key that it asks for. @throws SealBroken where it has another form */
export function parted(value: string): Parts {
  const [, keyId, nonce, committed, ciphertext, tag] = FORM.exec(value) ?? [];
  if (keyId === undefined) throw new SealBroken();
  // The last letter of a part holds more bits than its bytes need: of the texts with the same bytes only one is taken.
  const bytes = (part = ''): Buffer => {
    const spare = part.length % 4;
    if (spare === 1 || (spare === 2 && !FOUR_SPARE.test(part)) || (spare === 3 && !TWO_SPARE.test(part)))
      throw new SealBroken();
    return Buffer.from(part, 'base64url');
  };
  return {
    keyId: keyId as Uuid,
    nonce: bytes(nonce),
    committed: bytes(committed),
    ciphertext: bytes(ciphertext),
    tag: bytes(tag),
  };
}

/** Opens a sealed value where it stands. @throws SealBroken */
export function open(value: string | Parts, key: Uint8Array, context: SealContext): string {
  const { keyId, nonce, committed, ciphertext, tag } = typeof value === 'string' ? parted(value) : value;
  if (!timingSafeEqual(committed, commitment(key).bytes)) throw new SealBroken();
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  try {
    decipher.setAAD(Buffer.from(boundTo(context, keyId), 'utf8')).setAuthTag(tag);
    const content = decipher.update(ciphertext);
    decipher.final();
    return content.toString('utf8');
  } catch {
    throw new SealBroken();
  }
}
