import type { FastifyRequest } from 'fastify';
import type { Uuid } from '#kernel/ids';

/** An authenticated person, or a program with an account of its own. */
export interface Identity {
  /** The person, the same for all their accounts and tokens; the `actor.id` of what they record. */
  readonly personId: Uuid;
  readonly kind: 'person' | 'service' | 'guest';
  /** The permissions of the token, if it has fewer than its person; otherwise null. */
  readonly permissions: ReadonlySet<string> | null;
  /** Whether a second factor was checked at sign-in, here or at the identity provider. */
  readonly secondFactor: boolean;
}

/** Injection token of `Authenticator`. */
export const AUTHENTICATOR = Symbol('authenticator');

/** Authenticates a request. Knows credentials, but no permissions of roles. */
export interface Authenticator {
  /**
   * Returns without a promise when nothing has to be read: nearly every request brings a token that is remembered.
   *
   * @returns the guest for a request without credentials, if the store admits guests
   * @throws Problem `unauthenticated` (401), the same for missing, malformed, foreign, expired and revoked credentials;
   * `csrf` (403) for a change sent by a browser from a foreign page
   */
  authenticate(request: FastifyRequest): Identity | Promise<Identity>;
}
