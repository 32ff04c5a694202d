import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new token: 256 random bits in 43 characters. */
export const newToken = (): string => randomBytes(32).toString('base64url');

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
/**
 * Prefix of service tokens. It makes a leaked token recognizable, and a session token cannot pass for a service token.
 */
export const SERVICE = 'mcs_';

export interface Bearer {
  readonly kind: 'session' | 'service';
  readonly token: string;
}

/** The kind of a bearer credential, told by its form; null if the text has the form of none. */
export function bearerOf(text: string): Bearer | null {
  const isService = text.startsWith(SERVICE);
  const token = isService ? text.slice(SERVICE.length) : text;
  return TOKEN.test(token) ? { kind: isService ? 'service' : 'session', token } : null;
}

/** The stored hash of a token. Whoever reads the hash cannot use it as a token. A random token needs no slow hash. */
export const hashOf = (token: string): Buffer => hash('sha256', token, 'buffer');

/** The CSRF token of a session. A page of this server sends it with each change; another site cannot know it. */
export const csrfOf = (token: string): string =>
  createHmac('sha256', token).update('minh-chung csrf v1').digest('base64url');

/** Compares in constant time. */
export function isSame(a: string, b: string): boolean {
  const [one, other] = [hashOf(a), hashOf(b)];
  return timingSafeEqual(one, other);
}
