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
const FORM = new RegExp(`^(mcs[12])\\.A256GCM\\.(${ID})\\.(${B64}{16})\\.(${B64}{43})\\.(${B64}*)\\.(${B64}{22})$`);

/**
 * How a value is sealed: `mcs1` under the key of its owner, `mcs2` under a key of its own, which is derived from the key
 * of the owner and the place of the value. New values are `mcs2`.
 */
export type SealFormat = 'mcs1' | 'mcs2';

/**
 * A sealed value as an event holds it: one string of seven parts joined by dots: `mcs1` or `mcs2` (format) · `A256GCM`
 * (algorithm) · key id · nonce (96 bits) · key commitment (256 bits) · ciphertext · tag (128 bits), the last four in
 * base64url without padding (RFC 4648, section 5). The key id is that of the owner's key in both formats.
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

/** The format of the sealed values within a value; undefined if it holds none. A command seals all in one format. */
export function formatIn(value: unknown): SealFormat | undefined {
  const [first] = Object.values(sealedParts(value));
  return first === undefined ? undefined : parted(first).format;
}

/** The sealed value was moved, altered or truncated, or it was sealed under another key. */
export class SealBroken extends Error {
  constructor() {
    super('the sealed value does not open: it was moved or altered, or the key is another one');
    this.name = 'SealBroken';
  }
}

/**
 * The additional authenticated data of a sealed value in RFC 8785 form. The members are written in the order that the
 * RFC requires, and ids need no escape.
 */
export const boundTo = ({ eventId, field, log, schema, stream, type }: SealContext, keyId: Uuid): string =>
  `{"eventId":"${eventId}","field":${quoted(field)},"keyId":"${keyId}","log":"${log}","schema":${schema},"stream":${quoted(stream)},"type":${quoted(type)}}`;

const quoted = (text: string): string => JSON.stringify(text);

/** The characters of base64url whose lowest four bits are zero, and those whose lowest two bits are zero. */
const FOUR_SPARE = /[AQgw]$/;
const TWO_SPARE = /[AEIMQUYcgkosw048]$/;

/** The parts of a sealed value. */
export interface Parts {
  readonly format: SealFormat;
  readonly keyId: Uuid;
  readonly nonce: Buffer;
  readonly committed: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** Splits a sealed value; `keyId` is the id of the owner's key. @throws SealBroken if the form is invalid */
export function parted(value: string): Parts {
  const [, format, keyId, nonce, committed, ciphertext, tag] = FORM.exec(value) ?? [];
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
    format: format as SealFormat,
    keyId: keyId as Uuid,
    nonce: bytes(nonce),
    committed: bytes(committed),
    ciphertext: bytes(ciphertext),
    tag: bytes(tag),
  };
}
