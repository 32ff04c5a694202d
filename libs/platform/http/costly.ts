import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Uuid } from '#kernel/ids';
import { callerOf } from '#platform/access/by';
import { Problem } from './problems.js';

const COSTLY = Symbol('costly');

/**
 * Marks a route whose answer is slow or holds all data. A caller may call such routes a configured number of times a
 * minute.
 */
export const Costly = () => applyDecorators(SetMetadata(COSTLY, true), ApiExtension('x-costly', true));

/**
 * Limits how often a caller calls costly routes, all of them together. The limit is kept by caller, not by address:
 * behind a proxy all callers share one address, and a header with another address can be forged. Each process counts
 * for itself. This guard runs after the access guard, which finds the caller.
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
