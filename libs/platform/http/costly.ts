import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Uuid } from '#kernel/ids';
import { callerOf } from '#platform/access/by';
import { Problem } from './problems.js';

const COSTLY = Symbol('costly');

/** Marks a slow answer or one with all data; each caller may request a configured number of these per minute. */
export const Costly = () => applyDecorators(SetMetadata(COSTLY, true), ApiExtension('x-costly', true));

/**
 * One budget for all costly routes, kept by caller, never by address: behind a proxy all callers share an address, and
 * a header with another one can be forged. Each process keeps its own. It runs after the access guard, which knows the
 * caller.
 */
@Injectable()
export class CostlyGuard implements CanActivate {
  readonly #budgets: RateLimiterMemory;

  constructor(perMinute: number) {
    this.#budgets = new RateLimiterMemory({ points: perMinute, duration: 60 });
  }

  /** @throws Problem `too-many-requests` with the time to wait */
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
