import { createHash, createHmac } from 'node:crypto';
import { newToken } from './secrets.js';

/**
 * A sign-in under way at the identity provider. The browser alone keeps it, in a cookie: everything that the provider
 * is told, and that its answer must repeat, is derived from the token in that cookie, so nothing is stored before an
 * answer arrives.
 */
export interface UnderWay {
  readonly token: string;
  /** Seconds since 1970. */
  readonly begunAt: number;
  /** The path to open after sign-in. */
  readonly next: string;
}

/** Seconds in which the browser must come back. */
export const UNDER_WAY_S = 10 * 60;

export const beginUnderWay = (next: string, now: Date): UnderWay => ({
  token: newToken(),
  begunAt: Math.floor(now.getTime() / 1000),
  next,
});

export const written = ({ token, begunAt, next }: UnderWay): string =>
  [token, String(begunAt), Buffer.from(next, 'utf8').toString('base64url')].join('.');

/** Reads the cookie; null if it has another form, or the browser came back too late. */
export function readUnderWay(cookie: string, now: Date): UnderWay | null {
  const [, token, begun, next] = /^([A-Za-z0-9_-]{43})\.(\d{1,12})\.([A-Za-z0-9_-]{0,3000})$/.exec(cookie) ?? [];
  if (token === undefined || begun === undefined || next === undefined) return null;
  const age = now.getTime() / 1000 - Number(begun);
  if (age < -1 || age > UNDER_WAY_S) return null;
  return { token, begunAt: Number(begun), next: Buffer.from(next, 'base64url').toString('utf8') };
}

const derived = (token: string, what: string): string =>
  createHmac('sha256', token).update(`minh-chung sign-in ${what} v1`).digest('base64url');

/** Bound to the path to open and to the time, so that neither can be changed in the cookie on the way. */
export const stateOf = ({ token, begunAt, next }: UnderWay): string => derived(token, `state ${begunAt} ${next}`);

export const nonceOf = ({ token }: UnderWay): string => derived(token, 'nonce');

/** RFC 7636: the verifier stays here, the provider is told its hash. */
export const verifierOf = ({ token }: UnderWay): string => derived(token, 'pkce');

export const challengeOf = (one: UnderWay): string => createHash('sha256').update(verifierOf(one)).digest('base64url');
