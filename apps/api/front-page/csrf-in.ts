import type { FastifyRequest } from 'fastify';
import { cookieOf, csrfOf } from '#features/identity';

/** The CSRF token of the browser's session, for the sign-out form; null without a session. */
export function csrfIn(request: FastifyRequest): string | null {
  const token = cookieOf(request);
  return token === null ? null : csrfOf(token);
}
