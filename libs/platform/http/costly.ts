import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Uuid } from '#kernel/ids';
import { callerOf } from '#platform/access/by';
import { Problem } from './problems.js';

const COSTLY = Symbol('costly');

/** An answer that takes long, or all of the data: nobody is given more of them in a minute than are configured. */
export const Costly = () => applyDecorators(SetMetadata(COSTLY, true), ApiExtension('x-costly', true));

/**
 * One budget for all costly routes, kept by who asks, never by an address: behind a proxy all have the same one, and a header
 * that says another can be forged. Each process keeps its own. It comes after the guard of access, which knows who asks.
 */
@Injectable()
export class CostlyGuard implements CanActivate {
  readonly #budgets: RateLimiterMemory;

  constructor(perMinute: number) {
    this.#budgets = new RateLimiterMemory({ points: perMinute, duration: 60 });
  }

  /** @throws Problem `too-many-requests`, which says when to come back */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (Reflect.getMetadata(COSTLY, context.getHandler()) !== true) return true;
    return this.#spend(callerOf(context.switchToHttp().getRequest<FastifyRequest>()).personId);
  }

  async #spend(personId: Uuid): Promise<true> {
    try {
      await this.#budgets.consume(personId);
      return true;
    } catch (spent) {
      if (!(spent instanceof RateLimiterRes)) throw spent;
      const headers = { 'retry-after': String(Math.max(1, Math.ceil(spent.msBeforeNext / 1000))) };
      throw new Problem('too-many-requests', { headers });
    }
  }
}
