import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Uuid } from './ids.js';

/** The owner of the key that seals a value: the person whom the value is about, or the case. */
export type SealedFor = 'person' | 'case';

/** The place of a sealed value. The ciphertext is bound to every member, so the value cannot be opened elsewhere. */
export interface SealContext {
  readonly log: Uuid;
  readonly stream: string;
  readonly eventId: Uuid;
  readonly type: string;
  /** Schema version of the event at the time of writing. */
  readonly schema: number;
  /** Path of the field at the time of writing; its members are separated by dots. */
  readonly field: string;
}

const B64 = '[A-Za-z0-9_-]';
const ID = '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const FORM = new RegExp(`^mcs1\\.A256GCM\\.(${ID})\\.(${B64}{16})\\.(${B64}{43})\\.(${B64}*)\\.(${B64}{22})$`);

/**
 * A sealed value as an event holds it: one string of seven parts joined by dots: `mcs1` (format) · `A256GCM`
 * (algorithm) · key id · nonce (96 bits) · key commitment (256 bits) · ciphertext · tag (128 bits), the last four in
 * base64url without padding (RFC 4648, section 5).
 */
export const SealedText = z.string().max(100_000).regex(FORM).brand<'Sealed'>();
export type SealedText = z.output<typeof SealedText>;

/** A field whose content deciders and projections never see: the event holds only the sealed text. */
export const sealed = (content: z.ZodType, sealedFor: SealedFor) =>
  SealedText.meta({ description: `sealed for the ${sealedFor}`, sealedFor, content: content.description ?? 'text' });

/** The sealed values within a value, by their path. */
export function sealedParts(value: unknown, path = ''): Readonly<Record<string, string>> {
  if (typeof value === 'string') return FORM.test(value) ? { [path]: value } : {};
  if (typeof value !== 'object' || value === null) return {};
  return Object.assign({}, ...Object.entries(value).map(([key, part]) => sealedParts(part, `${path}.${key}`)));
}

/** The sealed value was moved, altered or truncated, or it was sealed under another key. */
export class SealBroken extends Error {
  constructor() {
    super('the sealed value does not open: it was moved or altered, or the key is another one');
    this.name = 'SealBroken';
  }
}

interface Commitment {
  readonly bytes: Buffer;
  readonly text: string;
}

const commitments = new WeakMap<Uint8Array, Commitment>();

/**
 * AES-GCM does not commit to its key: one ciphertext may open under two keys. The key commitment closes this gap: an
 * HMAC of a fixed label under the data key. It is computed once for each key in memory.
 */
function commitment(key: Uint8Array): Commitment {
  const cached = commitments.get(key);
  if (cached) return cached;
  const bytes = createHmac('sha256', key).update('minh-chung seal v1').digest();
  const made = { bytes, text: bytes.toString('base64url') };
  commitments.set(key, made);
  return made;
}

/**
 * The additional authenticated data of a sealed value in RFC 8785 form. The members are written in the order that the
 * RFC requires, and ids need no escape.
 */
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

/**
 * `seal` for callers that hold bytes: content in UTF-8, the nonce as 16 characters of base64url, and the bytes of
 * `boundTo`.
 */
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
  // GCM buffers no output: `final` only completes the tag.
  cipher.final();
  const t = cipher.getAuthTag().toString('base64url');
  return `mcs1.A256GCM.${keyId}.${nonce}.${commitment(key).text}.${x}.${t}` as SealedText;
}

/** The characters of base64url whose lowest four bits are zero, and those whose lowest two bits are zero. */
const FOUR_SPARE = /[AQgw]$/;
const TWO_SPARE = /[AEIMQUYcgkosw048]$/;

/** The parts of a sealed value. */
export interface Parts {
  readonly keyId: Uuid;
  readonly nonce: Buffer;
  readonly committed: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** Splits a sealed value; `keyId` is the id of the key that opens it. @throws SealBroken if the form is invalid */
export function parted(value: string): Parts {
  const [, keyId, nonce, committed, ciphertext, tag] = FORM.exec(value) ?? [];
  if (keyId === undefined) throw new SealBroken();
  // The last character of a part holds more bits than its bytes need. Only the text with zero spare bits is accepted,
  // so that each value has one form.
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

/** Opens a sealed value at its place. @throws SealBroken */
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
