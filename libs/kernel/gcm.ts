import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Uuid } from './ids.js';
import { type Parts, SealBroken, type SealedText, type SealFormat } from './sealed.js';

/** What a sealed value is written of, besides its ciphertext and tag. */
export interface Sealant {
  readonly format: SealFormat;
  /** 256 bits: the key of AES-256-GCM. */
  readonly key: Uint8Array;
  /** Id of the owner's key. */
  readonly keyId: Uuid;
  /** 96 bits as 16 characters of base64url, never used twice under one key for different contents. */
  readonly nonce: string;
  /** The key commitment, 256 bits in base64url. */
  readonly commitment: string;
}

/** Seals content with AES-256-GCM (NIST SP 800-38D). @param bound the bytes of `boundTo` */
export function encrypted({ format, key, keyId, nonce, commitment }: Sealant, content: Uint8Array, bound: Uint8Array) {
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 }).setAAD(
    bound,
  );
  const x = cipher.update(content).toString('base64url');
  // GCM buffers no output: `final` only completes the tag.
  cipher.final();
  const t = cipher.getAuthTag().toString('base64url');
  return `${format}.A256GCM.${keyId}.${nonce}.${commitment}.${x}.${t}` as SealedText;
}

/** Opens what `encrypted` sealed, once its key commitment was compared. @throws SealBroken */
export function decrypted({ nonce, ciphertext, tag }: Parts, key: Uint8Array, bound: Uint8Array): string {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  try {
    decipher.setAAD(bound).setAuthTag(tag);
    const content = decipher.update(ciphertext);
    decipher.final();
    return content.toString('utf8');
  } catch {
    throw new SealBroken();
  }
}
