import type { FastifyRequest } from 'fastify';
import type { Uuid } from '#kernel/ids';

/** Somebody who has proved who they are: a person, or a program with an account of its own. */
export interface Identity {
  /** The person, the same by whatever account or token they come; the `actor.id` of what they record. */
  readonly personId: Uuid;
  readonly kind: 'person' | 'service' | 'guest';
  /** What the token is for, narrower than what the person was granted; null where it is not narrower. */
  readonly permissions: ReadonlySet<string> | null;
}

/** `Authenticator`, for whoever is built by Nest. */
export const AUTHENTICATOR = Symbol('authenticator');

/** Who a request comes from. Knows credentials, not rights. */
export interface Authenticator {
  /**
   * Answers without a promise where it need not ask anybody: almost every request brings a token that is remembered.
   *
   * @returns the guest where a request brings no credentials at all and the store takes guests
   * @throws Problem `unauthenticated` (401) for credentials that are missing, broken, foreign, expired or revoked, one answer
   * for all; `csrf` (403) for a change that a browser was made to send
   */
  authenticate(request: FastifyRequest): Identity | Promise<Identity>;
}
