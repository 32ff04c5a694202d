import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { SealBroken } from '#kernel/sealed';
import { NoSuchRecord } from '#platform/commands/envelope';
import { NotPermitted } from '#platform/access/caller';
import { NotWrappedHere } from '#platform/sealing/master-key';
import { LOGGER } from './logging.js';

/** What whoever keeps watch is told that went well: who came, who left, and what was done to accounts. */
export type SecurityEvent =
  | 'signed-in'
  | 'signed-out'
  | 'account-opened'
  | 'account-disabled'
  | 'password-set'
  | 'token-issued'
  | 'token-revoked';

/** Not known, not permitted, by a name that is not ours, too often. */
const TURNED_AWAY = new Set([401, 403, 421, 429]);
/** What was sent is none of what may be sent: somebody's slip, or somebody who tries the door. */
const NOT_VALID = new Set([400, 413, 414, 415, 422, 431]);

/**
 * The lines of the log that tell of security (docs/security.md, check 37): one for each, marked `security`, with ids,
 * codes and the route. Never a name that somebody typed, nor any other word of a request.
 */
@Injectable()
export class SecurityEvents {
  constructor(@Inject(LOGGER) private readonly log: Logger) {}

  /** @param about ids of what it was done to, or of whom where the request does not know it yet */
  done(request: FastifyRequest, security: SecurityEvent, about: Readonly<Record<string, string>> = {}): void {
    this.log.info({ ...whoAndWhere(request), ...about, security }, 'done');
  }

  /** A request that was answered by a problem, where that is of concern. */
  refused(
    request: FastifyRequest,
    { status, code }: { readonly status: number; readonly code: string },
    error: unknown,
  ) {
    const broken = brokenWithin(error);
    if (broken) this.log.error({ ...whoAndWhere(request), security: broken }, 'altered');
    // What may not be seen is answered as if it were not there; here it is told apart.
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

/** Whether a sealed value or a wrapped key turned out to be another one than was written. */
function brokenWithin(error: unknown): 'seal-broken' | 'key-broken' | null {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++) {
    if (one instanceof SealBroken) return 'seal-broken';
    if (one instanceof NotWrappedHere) return 'key-broken';
  }
  return null;
}
