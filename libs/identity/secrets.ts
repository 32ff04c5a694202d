import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits in 43 characters. */
export const newToken = (): string => randomBytes(32).toString('base64url');

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
/** The prefix names the kind of token, so that a leaked one is recognized and a session never passes for a service. */
export const SERVICE = 'mcs_';

export interface Bearer {
  readonly kind: 'session' | 'service';
  readonly token: string;
}

/** The kind of a bearer credential by its form; null for any other. */
export function bearerOf(text: string): Bearer | null {
  const isService = text.startsWith(SERVICE);
  const token = isService ? text.slice(SERVICE.length) : text;
  return TOKEN.test(token) ? { kind: isService ? 'service' : 'session', token } : null;
}

/** The stored hash of a token: recognizes the token, but cannot be used as one. A random token needs no slow hash. */
export const hashOf = (token: string): Buffer => hash('sha256', token, 'buffer');

/** The CSRF word that a page of the session returns with a change; another site cannot know it. */
export const csrfOf = (token: string): string =>
  createHmac('sha256', token).update('minh-chung csrf v1').digest('base64url');

/** Compares in constant time. */
export function isSame(a: string, b: string): boolean {
  const [one, other] = [hashOf(a), hashOf(b)];
  return timingSafeEqual(one, other);
}
