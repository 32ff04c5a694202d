import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { SealBroken } from '#kernel/sealed';
import { NoSuchRecord } from '#platform/commands/envelope';
import { NotPermitted } from '#platform/access/caller';
import { NotWrappedHere } from '#platform/sealing/wrapping';
import { LOGGER } from './logging.js';

/** Successful events for security monitoring: sign-in, sign-out, and changes of accounts. */
export type SecurityEvent =
  | 'signed-in'
  | 'signed-out'
  | 'account-opened'
  | 'account-disabled'
  | 'reset-requested'
  | 'credential-issued'
  | 'credential-chosen'
  | 'session-ended'
  | 'second-factor-added'
  | 'second-factor-removed'
  | 'token-issued'
  | 'token-revoked';

/** Statuses of refused requests: not authenticated, not permitted, wrong host name, too many requests. */
const TURNED_AWAY = new Set([401, 403, 421, 429]);
/** Statuses of invalid requests. Their cause is a mistake, or an attempt to find a weakness. */
const NOT_VALID = new Set([400, 413, 414, 415, 422, 431]);

/**
 * The security log (docs/security.md, check 37): one line for each event, marked `security`, with ids, codes and the
 * route. A line never holds a typed name or other text of a request.
 */
@Injectable()
export class SecurityEvents {
  constructor(@Inject(LOGGER) private readonly log: Logger) {}

  /** @param about ids of what was changed; at sign-in, the id of the person, whom the request does not name yet */
  done(request: FastifyRequest, security: SecurityEvent, about: Readonly<Record<string, string>> = {}): void {
    this.log.info({ ...whoAndWhere(request), ...about, security }, 'done');
  }

  /** Logs a request that was answered with a problem, if the problem matters for security. */
  refused(
    request: FastifyRequest,
    { status, code }: { readonly status: number; readonly code: string },
    error: unknown,
  ) {
    const broken = brokenWithin(error);
    if (broken) this.log.error({ ...whoAndWhere(request), security: broken }, 'altered');
    // The client gets the answer for a missing record; the security log says what was refused.
    else if (error instanceof NotPermitted || (error instanceof NoSuchRecord && error.isHidden))
      this.log.warn({ ...whoAndWhere(request), security: 'forbidden' }, 'turned away');
    else if (TURNED_AWAY.has(status)) this.log.warn({ ...whoAndWhere(request), security: code }, 'turned away');
    else if (NOT_VALID.has(status)) this.log.info({ ...whoAndWhere(request), security: code }, 'not valid');
  }
}

const whoAndWhere = ({ id, caller, method, routeOptions }: FastifyRequest) => ({
  requestId: id,
  method,
  route: routeOptions.url ?? 'unknown',
  personId: caller?.personId ?? null,
});

/** The kind of damage if an error was caused by a changed sealed value or a changed wrapped key; null otherwise. */
function brokenWithin(error: unknown): 'seal-broken' | 'key-broken' | null {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++) {
    if (one instanceof SealBroken) return 'seal-broken';
    if (one instanceof NotWrappedHere) return 'key-broken';
  }
  return null;
}
