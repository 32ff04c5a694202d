import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits that nobody can guess, in 43 characters. */
export const newToken = (): string => randomBytes(32).toString('base64url');

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
/** A token of this form names its kind, so that one found in the open is recognized (and a session is no service). */
export const SERVICE = 'mcs_';

export interface Bearer {
  readonly kind: 'session' | 'service';
  readonly token: string;
}

/** What a bearer credential is by its form; null for one of another kind. */
export function bearerOf(text: string): Bearer | null {
  const isService = text.startsWith(SERVICE);
  const token = isService ? text.slice(SERVICE.length) : text;
  return TOKEN.test(token) ? { kind: isService ? 'service' : 'session', token } : null;
}

/** What is kept of a token: enough to know it again, nothing to use it by. A random token needs no slow hash. */
export const hashOf = (token: string): Buffer => hash('sha256', token, 'buffer');

/** The word that a page of a session sends back with a change; another site cannot know it. */
export const csrfOf = (token: string): string =>
  createHmac('sha256', token).update('minh-chung csrf v1').digest('base64url');

/** Compares without telling by its time how much of it is right. */
export function isSame(a: string, b: string): boolean {
  const [one, other] = [hashOf(a), hashOf(b)];
  return timingSafeEqual(one, other);
}
