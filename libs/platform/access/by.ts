import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller, admitted or not; set once known, and absent on public routes. */
    caller?: Caller;
  }
}

/** The actor of acts on public routes, where no caller is known. */
export class CallerUnknown extends Error {
  constructor() {
    super('the route does not ask who calls');
    this.name = 'CallerUnknown';
  }
}

/** The actor of a request. @throws CallerUnknown on a public route */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new CallerUnknown();
  return request.caller;
}

/** The caller, with the grounds of their permission. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): Caller =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
