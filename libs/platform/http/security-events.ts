import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { SealBroken } from '#kernel/sealed';
import { NoSuchRecord } from '#platform/commands/envelope';
import { NotPermitted } from '#platform/access/caller';
import { NotWrappedHere } from '#platform/sealing/master-key';
import { LOGGER } from './logging.js';

/** Successful events for security monitoring: sign-in, sign-out, and changes of accounts. */
export type SecurityEvent =
  | 'signed-in'
  | 'signed-out'
  | 'account-opened'
  | 'account-disabled'
  | 'password-set'
  | 'token-issued'
  | 'token-revoked';

/** Refused requests: not authenticated, not permitted, wrong host name, too many. */
const TURNED_AWAY = new Set([401, 403, 421, 429]);
/** Invalid requests: a mistake, or an attempt to find a weakness. */
const NOT_VALID = new Set([400, 413, 414, 415, 422, 431]);

/**
 * The security log (docs/security.md, check 37): one line for each event, marked `security`, with ids, codes and the
 * route. Never a typed name or other text of a request.
 */
@Injectable()
export class SecurityEvents {
  constructor(@Inject(LOGGER) private readonly log: Logger) {}

  /** @param about ids of what was changed, or of the person when the request does not know them yet */
  done(request: FastifyRequest, security: SecurityEvent, about: Readonly<Record<string, string>> = {}): void {
    this.log.info({ ...whoAndWhere(request), ...about, security }, 'done');
  }

  /** A request that was answered by a security-relevant problem. */
  refused(
    request: FastifyRequest,
    { status, code }: { readonly status: number; readonly code: string },
    error: unknown,
  ) {
    const broken = brokenWithin(error);
    if (broken) this.log.error({ ...whoAndWhere(request), security: broken }, 'altered');
    // The client gets the answer for a missing record; this line says what was refused.
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

/** Whether a sealed value or a wrapped key differs from the one written. */
function brokenWithin(error: unknown): 'seal-broken' | 'key-broken' | null {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++) {
    if (one instanceof SealBroken) return 'seal-broken';
    if (one instanceof NotWrappedHere) return 'key-broken';
  }
  return null;
}
