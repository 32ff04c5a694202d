import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, let in or not; there once that is known, and on no public route. */
    caller?: Caller;
  }
}

/** Somebody has to be named where nobody was asked who they are. */
export class CallerUnknown extends Error {
  constructor() {
    super('the route does not ask who calls');
    this.name = 'CallerUnknown';
  }
}

/** Who asks. @throws CallerUnknown on a public route */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new CallerUnknown();
  return request.caller;
}

/** Who asks, with the grounds on which they may. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
