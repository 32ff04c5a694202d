import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { Caller } from '#platform/access/caller';
import { AUTHENTICATOR, type Authenticator, type Identity } from '#platform/access/identity';
import { LogWatch } from '#platform/event-store/log-watch';
import { answersInTrouble, isOwnAccount, isPublic, permissionOf } from './actor.js';
import { Problem } from './problems.js';

/** Stands for a permission on routes of one's own account; no role holds it, and no role is asked for it. */
const OWN_ACCOUNT = 'own-account';

/**
 * Admits a request if its handler names a permission and the caller holds that permission for any organization. The
 * command or the query then checks the organization. The guard is bound to handlers, not to paths, because other
 * spellings of a path bypassed the path rules of the underlying server (CVE-2025-69211, CVE-2026-2293).
 *
 * Cost: memory only; before a refusal, a read of the read models.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(AUTHORITY) private readonly authority: Authority,
    private readonly watch: LogWatch,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const handler = context.getHandler();
    if (isPublic(handler)) return true;
    const permission = isOwnAccount(handler) ? OWN_ACCOUNT : permissionOf(handler);
    if (permission === undefined) throw new Problem('forbidden');
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const identity = this.authenticator.authenticate(request);
    const admit = (known: Identity) => this.#admit(handler, request, new Caller(known, permission, this.authority));
    return identity instanceof Promise ? identity.then(admit) : admit(identity);
  }

  #admit(handler: object, request: FastifyRequest, caller: Caller): boolean | Promise<boolean> {
    request.caller = caller;
    if (caller.permission === OWN_ACCOUNT) {
      if (caller.identity.kind !== 'person') throw new Problem('unauthenticated');
      return true;
    }
    if (!caller.isPermitted()) return this.#askAnew(handler, caller);
    if (!answersInTrouble(handler)) this.watch.assertSound();
    return true;
  }

  async #askAnew(handler: object, caller: Caller): Promise<boolean> {
    await this.authority.refresh();
    if (!caller.isPermitted()) throw refusalOf(caller);
    if (!answersInTrouble(handler)) this.watch.assertSound();
    return true;
  }
}

function refusalOf(caller: Caller): Problem {
  if (caller.identity.kind === 'guest') return new Problem('unauthenticated');
  return new Problem(caller.lacksSecondFactor() ? 'second-factor-needed' : 'forbidden');
}
