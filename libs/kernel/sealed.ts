import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.js';
import { Uuid } from './ids.js';

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
const FORM = new RegExp(`^mcs1\\.A256GCM\\.([0-9a-f-]{36})\\.(${B64}{16})\\.(${B64}{43})\\.(${B64}*)\\.(${B64}{22})$`);

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

/** AES-GCM alone does not commit to its key: one ciphertext may open under two. This label under the data key does. */
const commitment = (key: Uint8Array): Buffer => createHmac('sha256', key).update('minh-chung seal v1').digest();

const bound = (context: SealContext, keyId: Uuid): Buffer => Buffer.from(canonicalJson({ ...context, keyId }), 'utf8');

/**
 * Seals a text with AES-256-GCM (NIST SP 800-38D).
 *
 * @param key 256 bits
 * @param nonce 96 random bits, never used twice under one key
 */
export function seal(
  content: string,
  key: Uint8Array,
  keyId: Uuid,
  nonce: Uint8Array,
  context: SealContext,
): SealedText {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(bound(context, keyId));
  const ciphertext = Buffer.concat([cipher.update(content, 'utf8'), cipher.final()]);
  const parts = [nonce, commitment(key), ciphertext, cipher.getAuthTag()];
  return `mcs1.A256GCM.${keyId}.${parts.map((part) => Buffer.from(part).toString('base64url')).join('.')}` as SealedText;
}

/** The id of the key that a sealed value asks for. @throws SealBroken where the text has not the form of one */
export const keyIdOf = (value: string): Uuid => parsed(value).keyId;

/** Opens a sealed value where it stands. @throws SealBroken */
export function open(value: string, key: Uint8Array, context: SealContext): string {
  const { keyId, nonce, committed, ciphertext, tag } = parsed(value);
  if (!timingSafeEqual(committed, commitment(key))) throw new SealBroken();
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(bound(context, keyId));
  try {
    return Buffer.concat([decipher.setAuthTag(tag).update(ciphertext), decipher.final()]).toString('utf8');
  } catch {
    throw new SealBroken();
  }
}

function parsed(value: string) {
  const [, keyId, nonce, committed, ciphertext, tag] = FORM.exec(value) ?? [];
  const id = Uuid.safeParse(keyId);
  if (!id.success || tag === undefined) throw new SealBroken();
  const bytes = (part: string | undefined): Buffer => Buffer.from(part ?? '', 'base64url');
  return {
    keyId: id.data,
    nonce: bytes(nonce),
    committed: bytes(committed),
    ciphertext: bytes(ciphertext),
    tag: bytes(tag),
  };
}
